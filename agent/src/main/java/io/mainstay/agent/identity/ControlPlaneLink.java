// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.identity;

import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.mainstay.agent.identity.CertificateSource.Issued;
import io.mainstay.security.Credential;
import io.mainstay.security.Csr;
import io.mainstay.security.JoinString;
import io.mainstay.security.KeyPairs;
import io.mainstay.security.PeerTrust;
import io.mainstay.security.SpiffeId;
import io.mainstay.security.TrustBundle;
import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.TrustManager;

/**
 * A host's mTLS connection to its control plane: shows the node certificate of the moment and accepts nobody but
 * {@code spiffe://<trust domain>/control-plane}.
 */
public final class ControlPlaneLink implements AutoCloseable {
    private static final int KEEPALIVE_SECONDS = 10;
    private static final int CLOSE_SECONDS = 1;

    private final AdvancedTlsX509KeyManager key = new AdvancedTlsX509KeyManager();
    private final ManagedChannel channel;

    /**
     * Connects when first used.
     *
     * @param bundle what to trust, asked at each handshake
     */
    public ControlPlaneLink(
            String host, int port, String trustDomain, Supplier<TrustBundle> bundle, InstantSource clock) {
        TrustManager trust = new PeerTrust(bundle, clock, PeerTrust.exactly(SpiffeId.controlPlane(trustDomain)));
        channel = channel(
                host, port, TlsChannelCredentials.newBuilder().keyManager(key).trustManager(trust));
    }

    /** Handshakes from now on show this certificate. */
    public void show(Credential node) {
        key.updateIdentityCredentials(node.chain().certificates().toArray(X509Certificate[]::new), node.privateKey());
    }

    public ManagedChannel channel() {
        return channel;
    }

    /**
     * Lets a new host in: its first certificate, for a token, from a control plane that is recognised by its root.
     *
     * @return the node's certificate with its key, and what to trust from now on
     */
    public static Enrolled enrol(String host, int port, SpiffeId node, JoinString join, InstantSource clock)
            throws IOException {
        ManagedChannel channel = channel(
                host,
                port,
                TlsChannelCredentials.newBuilder()
                        .trustManager(new PinnedRoot(join.root(), SpiffeId.controlPlane(node.trustDomain()), clock)));
        try {
            KeyPair key = KeyPairs.generateP256();
            Issued issued = GrpcCertificateSource.over(channel, join.token()).create(Csr.create(key, node));
            if (!issued.bundle().contains(join.root())) {
                throw new IOException("the authority's bundle does not hold the root of the join string");
            }
            Optional<SpiffeId> got = issued.chain().spiffeId();
            if (!got.equals(Optional.of(node))) {
                throw new IOException("asked for " + node + ", got " + issued.chain());
            }
            return new Enrolled(new Credential(issued.chain(), key.getPrivate()), issued.bundle());
        } finally {
            shutDown(channel);
        }
    }

    /** What enrolment brings. */
    public record Enrolled(Credential node, TrustBundle bundle) {}

    private static ManagedChannel channel(String host, int port, TlsChannelCredentials.Builder credentials) {
        return NettyChannelBuilder.forAddress(host, port, credentials.build())
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .build();
    }

    @Override
    public void close() {
        shutDown(channel);
    }

    private static void shutDown(ManagedChannel channel) {
        channel.shutdownNow();
        try {
            var _ = channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
