// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.identity;

import io.mainstay.security.ChainVerifier;
import io.mainstay.security.Fingerprint;
import io.mainstay.security.PeerTrust;
import io.mainstay.security.SpiffeId;
import io.mainstay.security.TrustBundle;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trust of a host that knows nothing but a root's fingerprint: among the certificates the server shows must be the one the
 * fingerprint stands for, the server's own must lead to it, and must be the control plane's.
 */
final class PinnedRoot extends X509ExtendedTrustManager {
    private final Fingerprint pin;
    private final SpiffeId server;
    private final InstantSource clock;

    PinnedRoot(Fingerprint pin, SpiffeId server, InstantSource clock) {
        this.pin = pin;
        this.server = server;
        this.clock = clock;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        List<X509Certificate> shown = Arrays.asList(chain);
        List<X509Certificate> roots = shown.stream()
                .filter(certificate -> Fingerprint.of(certificate).equals(pin))
                .toList();
        if (roots.isEmpty()) {
            throw new CertificateException("no certificate of the server has the fingerprint of the join string (" + pin
                    + "); is this another mesh, or has its root been replaced?");
        }
        Optional<String> problem = new ChainVerifier(new TrustBundle(roots), clock)
                .refusal(shown, ChainVerifier.Usage.SERVER)
                .map(ChainVerifier.Refusal::message)
                .or(() -> PeerTrust.exactly(server).apply(chain[0]));
        if (problem.isPresent()) {
            throw new CertificateException(problem.get());
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("this side is never a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this side is never a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this side is never a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
