// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * JSSE's view of mesh trust: the chain must lead to a root of the bundle of this moment, and the leaf must pass the caller's
 * own test of who it is. Host names play no part. Any thread.
 */
public final class PeerTrust extends X509ExtendedTrustManager {
    private final Supplier<TrustBundle> bundle;
    private final InstantSource clock;
    private final Function<X509Certificate, Optional<String>> refusal;

    /**
     * Only stores.
     *
     * @param refusal why a leaf whose chain is good is still not acceptable; empty when it is
     */
    public PeerTrust(
            Supplier<TrustBundle> bundle, InstantSource clock, Function<X509Certificate, Optional<String>> refusal) {
        this.bundle = bundle;
        this.clock = clock;
        this.refusal = refusal;
    }

    /** Accepts any identity of one trust domain. */
    public static Function<X509Certificate, Optional<String>> anyOf(String trustDomain) {
        return leaf -> {
            Optional<SpiffeId> id = PeerCertificates.spiffeId(leaf);
            if (id.isEmpty()) {
                return Optional.of("the certificate has no SPIFFE id");
            }
            return id.get().trustDomain().equals(trustDomain)
                    ? Optional.empty()
                    : Optional.of(id.get() + " is not of trust domain " + trustDomain);
        };
    }

    /** Accepts one identity. */
    public static Function<X509Certificate, Optional<String>> exactly(SpiffeId expected) {
        return leaf -> PeerCertificates.spiffeId(leaf).filter(expected::equals).isPresent()
                ? Optional.empty()
                : Optional.of("the certificate's names are " + PeerCertificates.uriNames(leaf) + " (expected: "
                        + expected + ")");
    }

    private void check(X509Certificate[] chain, ChainVerifier.Usage usage) throws CertificateException {
        if (chain == null || chain.length == 0) {
            throw new CertificateException("the peer sent no certificate");
        }
        Optional<String> problem = new ChainVerifier(bundle.get(), clock)
                .refusal(Arrays.asList(chain), usage)
                .map(ChainVerifier.Refusal::message)
                .or(() -> refusal.apply(chain[0]));
        if (problem.isPresent()) {
            throw new CertificateException(problem.get());
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, ChainVerifier.Usage.CLIENT);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, ChainVerifier.Usage.SERVER);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, ChainVerifier.Usage.CLIENT);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, ChainVerifier.Usage.SERVER);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, ChainVerifier.Usage.CLIENT);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, ChainVerifier.Usage.SERVER);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        List<X509Certificate> roots = bundle.get().roots();
        return roots.toArray(X509Certificate[]::new);
    }
}
