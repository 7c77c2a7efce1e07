// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.mainstay.engine.match.StringMatcher;
import io.mainstay.engine.tls.SanMatcher;
import io.mainstay.engine.tls.ValidationContext;
import io.mainstay.security.ChainVerifier;
import io.mainstay.security.Fingerprint;
import io.mainstay.security.PeerCertificates;
import io.mainstay.security.TrustBundle;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Judges a peer as {@code CertificateValidationContext} asks: chain, then pins, then names. Called on event loops in full
 * handshakes; a resumed one was judged when its session began, by the same rules, because sessions never outlive their
 * context. Immutable.
 */
final class PeerValidation extends X509ExtendedTrustManager {
    private final ValidationContext rules;
    private final Optional<TrustBundle> bundle;
    private final Optional<ChainVerifier> chain;
    private final String requiredDnsName;

    /**
     * Only stores.
     *
     * @param requiredDnsName a name the peer must have besides; empty: none
     */
    PeerValidation(ResolvedSecret.Validation validation, String requiredDnsName, InstantSource clock) {
        this.rules = validation.context();
        this.bundle = validation.bundle();
        this.chain = bundle.map(roots -> new ChainVerifier(roots, clock));
        this.requiredDnsName = requiredDnsName;
    }

    /** Whether a peer that passes has proved who it is. */
    boolean proves() {
        return chain.isPresent() && !rules.acceptUntrusted();
    }

    private void check(X509Certificate[] peer, ChainVerifier.Usage usage) throws PeerRefusedException {
        if (peer == null || peer.length == 0) {
            throw new PeerRefusedException(TlsEvent.FAIL_VERIFY_NO_CERT, "the peer sent no certificate");
        }
        if (chain.isPresent() && !rules.acceptUntrusted()) {
            Optional<ChainVerifier.Refusal> refusal = chain.get().refusal(Arrays.asList(peer), usage);
            if (refusal.isPresent()) {
                throw new PeerRefusedException(
                        TlsEvent.FAIL_VERIFY_ERROR,
                        refusal.get().reason() + ": " + refusal.get().message());
            }
        }
        X509Certificate leaf = peer[0];
        if (!isPinned(leaf)) {
            throw new PeerRefusedException(TlsEvent.FAIL_VERIFY_CERT_HASH, "the certificate is not a pinned one");
        }
        List<SanMatcher> names = rules.subjectAltNames();
        if (!names.isEmpty() && names.stream().noneMatch(matcher -> matches(matcher, leaf))) {
            throw new PeerRefusedException(
                    TlsEvent.FAIL_VERIFY_SAN,
                    "the certificate's names " + PeerCertificates.allNames(leaf) + " match none of those expected");
        }
        if (!requiredDnsName.isEmpty()
                && PeerCertificates.dnsNames(leaf).stream().noneMatch(name -> covers(name, requiredDnsName))) {
            throw new PeerRefusedException(TlsEvent.FAIL_VERIFY_SAN, "the certificate is not for " + requiredDnsName);
        }
    }

    private boolean isPinned(X509Certificate leaf) throws PeerRefusedException {
        List<String> certificates = rules.certificateHashes();
        List<String> keys = rules.spkiHashes();
        if (certificates.isEmpty() && keys.isEmpty()) {
            return true;
        }
        return certificates.contains(sha256(leaf))
                || keys.contains(Base64.getEncoder()
                        .encodeToString(
                                HexFormat.of().parseHex(Fingerprint.of(leaf).sha256())));
    }

    private static String sha256(X509Certificate leaf) throws PeerRefusedException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(leaf.getEncoded()));
        } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
            throw new PeerRefusedException(TlsEvent.FAIL_VERIFY_ERROR, "the certificate cannot be read: " + e);
        }
    }

    private static boolean matches(SanMatcher matcher, X509Certificate leaf) {
        StringMatcher text = matcher.matcher();
        return switch (matcher.type()) {
            case URI -> PeerCertificates.uriNames(leaf).stream().anyMatch(text::matches);
            case DNS -> PeerCertificates.dnsNames(leaf).stream().anyMatch(name -> dnsMatches(text, name));
            case EMAIL -> PeerCertificates.emailAddresses(leaf).stream().anyMatch(text::matches);
            case IP_ADDRESS -> PeerCertificates.ipAddresses(leaf).stream().anyMatch(text::matches);
            case ANY -> PeerCertificates.allNames(leaf).stream().anyMatch(name -> dnsMatches(text, name));
        };
    }

    /** An exact matcher of a DNS name also accepts a wildcard certificate for it, as in Envoy. */
    private static boolean dnsMatches(StringMatcher matcher, String name) {
        return matcher.matches(name)
                || (matcher instanceof StringMatcher.Exact exact
                        && name.startsWith("*.")
                        && covers(name, exact.value()));
    }

    private static boolean covers(String certified, String wanted) {
        String pattern = certified.toLowerCase(Locale.ROOT);
        String name = wanted.toLowerCase(Locale.ROOT);
        if (!pattern.startsWith("*.")) {
            return pattern.equals(name);
        }
        int dot = name.indexOf('.');
        return dot > 0 && name.substring(dot).equals(pattern.substring(1));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] peer, String authType, Socket socket) throws PeerRefusedException {
        check(peer, ChainVerifier.Usage.CLIENT);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] peer, String authType, Socket socket) throws PeerRefusedException {
        check(peer, ChainVerifier.Usage.SERVER);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] peer, String authType, SSLEngine engine)
            throws PeerRefusedException {
        check(peer, ChainVerifier.Usage.CLIENT);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] peer, String authType, SSLEngine engine)
            throws PeerRefusedException {
        check(peer, ChainVerifier.Usage.SERVER);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] peer, String authType) throws PeerRefusedException {
        check(peer, ChainVerifier.Usage.CLIENT);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] peer, String authType) throws PeerRefusedException {
        check(peer, ChainVerifier.Usage.SERVER);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return bundle.map(roots -> roots.roots().toArray(X509Certificate[]::new))
                .orElseGet(() -> new X509Certificate[0]);
    }
}
