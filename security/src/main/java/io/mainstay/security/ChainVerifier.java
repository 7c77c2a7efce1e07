// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether a chain leads to a root of a bundle at this moment (RFC 5280 by the JDK, without revocation). Who the holder
 * is, is another question. Immutable; any thread.
 */
public final class ChainVerifier {
    private static final int MAX_DEPTH = 8;

    private final TrustBundle bundle;
    private final Set<TrustAnchor> anchors;
    private final InstantSource clock;

    public ChainVerifier(TrustBundle bundle, InstantSource clock) {
        this.bundle = bundle;
        this.clock = clock;
        Set<TrustAnchor> set = new LinkedHashSet<>();
        for (X509Certificate root : bundle.roots()) {
            set.add(new TrustAnchor(root, null));
        }
        this.anchors = Set.copyOf(set);
    }

    /** What the holder of a leaf wants to be in the handshake. */
    public enum Usage {
        CLIENT("1.3.6.1.5.5.7.3.2"),
        SERVER("1.3.6.1.5.5.7.3.1");

        private final String oid;

        Usage(String oid) {
            this.oid = oid;
        }
    }

    /** Why a chain fails. */
    public record Refusal(Reason reason, String message) {}

    /** Kinds of failure that deserve telling apart in counters. */
    public enum Reason {
        EXPIRED,
        NOT_YET_VALID,
        UNKNOWN_ISSUER,
        WRONG_USAGE,
        INVALID
    }

    /**
     * Empty when the chain is good.
     *
     * @param chain leaf first; further certificates in any order; roots among them carry no weight
     */
    public Optional<Refusal> refusal(List<X509Certificate> chain, Usage usage) {
        X509Certificate leaf = chain.getFirst();
        Optional<Refusal> wrongUsage = usageRefusal(leaf, usage);
        if (wrongUsage.isPresent()) {
            return wrongUsage;
        }
        List<X509Certificate> path = path(chain);
        try {
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(clock.instant()));
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
            return Optional.empty();
        } catch (CertPathValidatorException e) {
            return Optional.of(refusal(e));
        } catch (GeneralSecurityException e) {
            return Optional.of(new Refusal(Reason.INVALID, String.valueOf(e.getMessage())));
        }
    }

    private List<X509Certificate> path(List<X509Certificate> chain) {
        List<X509Certificate> path = new ArrayList<>();
        Optional<X509Certificate> next = Optional.of(chain.getFirst());
        while (next.isPresent() && path.size() < MAX_DEPTH) {
            X509Certificate at = next.get();
            path.add(at);
            next = issuedByRoot(at) ? Optional.empty() : issuerOf(at, chain, path);
        }
        return path;
    }

    private boolean issuedByRoot(X509Certificate certificate) {
        return bundle.roots().stream()
                .anyMatch(root -> root.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()));
    }

    private static Optional<X509Certificate> issuerOf(
            X509Certificate certificate, List<X509Certificate> chain, List<X509Certificate> path) {
        return chain.stream()
                .filter(candidate -> !path.contains(candidate)
                        && candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
                .findFirst();
    }

    private static Optional<Refusal> usageRefusal(X509Certificate leaf, Usage usage) {
        try {
            List<String> usages = leaf.getExtendedKeyUsage();
            return usages == null || usages.contains(usage.oid)
                    ? Optional.empty()
                    : Optional.of(new Refusal(Reason.WRONG_USAGE, "the certificate is not meant for a " + usage));
        } catch (CertificateParsingException e) {
            return Optional.of(new Refusal(Reason.INVALID, String.valueOf(e.getMessage())));
        }
    }

    private static Refusal refusal(CertPathValidatorException e) {
        Reason reason =
                switch (e.getReason()) {
                    case CertPathValidatorException.BasicReason.EXPIRED -> Reason.EXPIRED;
                    case CertPathValidatorException.BasicReason.NOT_YET_VALID -> Reason.NOT_YET_VALID;
                    case PKIXReason.NO_TRUST_ANCHOR -> Reason.UNKNOWN_ISSUER;
                    // An anchor of the right name whose key did not sign this: somebody else's root of the same name.
                    case CertPathValidatorException.BasicReason.INVALID_SIGNATURE -> Reason.UNKNOWN_ISSUER;
                    default -> Reason.INVALID;
                };
        return new Refusal(reason, String.valueOf(e.getMessage()));
    }
}
