// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.ca;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.mainstay.api.istio.v1.auth.IstioCertificateServiceGrpc;
import io.mainstay.security.CertificateChain;
import io.mainstay.security.CertificateProfile.Names;
import io.mainstay.security.KeyPairs;
import io.mainstay.security.PeerTrust;
import io.mainstay.security.RenewalSchedule;
import io.mainstay.security.SpiffeId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mTLS port of a control plane (15012). Clients show a certificate of the mesh, except to ask for their first one; the
 * server shows {@code spiffe://<trust domain>/control-plane} and renews that certificate itself, without a restart.
 */
public final class MeshServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MeshServer.class);

    /** Connections are renewed now and then, so that clients come to use their new certificates. */
    private static final Duration CONNECTION_AGE = Duration.ofMinutes(30);

    private static final Duration CONNECTION_GRACE = Duration.ofMinutes(1);
    private static final Duration KEEPALIVE_ALLOWED = Duration.ofSeconds(5);

    private final CertificateAuthority authority;
    private final Names names;
    private final InstantSource clock;
    private final ScheduledExecutorService timer;
    private final RenewalSchedule schedule;
    private final AdvancedTlsX509KeyManager key = new AdvancedTlsX509KeyManager();
    private final AtomicReference<ScheduledFuture<?>> renewal = new AtomicReference<>();
    private final Server server;

    private MeshServer(Builder builder) {
        this.authority = builder.authority;
        this.clock = builder.clock;
        this.timer = builder.timer;
        this.schedule = builder.schedule;
        this.names = new Names(
                List.of(SpiffeId.controlPlane(authority.trustDomain()).toString()),
                builder.dnsNames,
                builder.addresses);
        PeerTrust trust = new PeerTrust(authority::bundle, clock, PeerTrust.anyOf(authority.trustDomain()));
        NettyServerBuilder grpc = NettyServerBuilder.forAddress(
                        builder.address,
                        TlsServerCredentials.newBuilder()
                                .keyManager(key)
                                .trustManager(trust)
                                .clientAuth(TlsServerCredentials.ClientAuth.OPTIONAL)
                                .build())
                .executor(builder.executor)
                .maxConnectionAge(CONNECTION_AGE.toNanos(), TimeUnit.NANOSECONDS)
                .maxConnectionAgeGrace(CONNECTION_GRACE.toNanos(), TimeUnit.NANOSECONDS)
                .permitKeepAliveTime(KEEPALIVE_ALLOWED.toNanos(), TimeUnit.NANOSECONDS)
                .permitKeepAliveWithoutCalls(true)
                .intercept(new PeerIdentity(Set.of(
                        IstioCertificateServiceGrpc.getCreateCertificateMethod().getFullMethodName())));
        builder.services.forEach(grpc::addService);
        this.server = grpc.build();
    }

    /** What a server is made of. */
    public static final class Builder {
        private final CertificateAuthority authority;
        private final InetSocketAddress address;
        private final InstantSource clock;
        private final ScheduledExecutorService timer;
        private final Executor executor;
        private final RenewalSchedule schedule;
        private List<String> dnsNames = List.of();
        private List<String> addresses = List.of();
        private List<BindableService> services = List.of();

        /**
         * Everything that has no default.
         *
         * @param executor runs the services; they may block
         */
        public Builder(
                CertificateAuthority authority,
                InetSocketAddress address,
                InstantSource clock,
                ScheduledExecutorService timer,
                Executor executor,
                RenewalSchedule schedule) {
            this.authority = authority;
            this.address = address;
            this.clock = clock;
            this.timer = timer;
            this.executor = executor;
            this.schedule = schedule;
        }

        /** Names and addresses by which clients that know no SPIFFE reach this server. */
        public Builder names(List<String> dns, List<String> ips) {
            this.dnsNames = List.copyOf(dns);
            this.addresses = List.copyOf(ips);
            return this;
        }

        public Builder services(List<BindableService> all) {
            this.services = List.copyOf(all);
            return this;
        }

        /** Not started yet. */
        public MeshServer build() {
            return new MeshServer(this);
        }
    }

    /** Makes the serving certificate and binds. */
    public MeshServer start() throws IOException {
        renew();
        server.start();
        return this;
    }

    /** The port bound, when 0 was asked for. */
    public int port() {
        return server.getPort();
    }

    /** A new key and certificate for handshakes from now on; at half life the timer does it. */
    public void renew() {
        KeyPair pair = KeyPairs.generateP256();
        CertificateChain chain = authority.sign(pair.getPublic(), names, CertificateAuthority.LIFETIME);
        // The roots go along: a client that knows only a fingerprint finds the certificate it stands for.
        List<X509Certificate> shown = new ArrayList<>(chain.certificates());
        shown.addAll(authority.bundle().roots());
        try {
            key.updateIdentityCredentials(shown.toArray(X509Certificate[]::new), pair.getPrivate());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("a certificate just made does not fit its key", e);
        }
        Instant now = clock.instant();
        Duration wait = Duration.between(now, schedule.renewAt(now, chain.notAfter()));
        LOG.info("serving certificate made serial={} until={}", chain.serial(), chain.notAfter());
        ScheduledFuture<?> old = renewal.getAndSet(timer.schedule(this::renew, wait.toNanos(), TimeUnit.NANOSECONDS));
        if (old != null) {
            old.cancel(false);
        }
    }

    /** Lets calls end for a moment, then cuts them off. */
    @Override
    public void close() {
        ScheduledFuture<?> pending = renewal.get();
        if (pending != null) {
            pending.cancel(false);
        }
        server.shutdown();
        try {
            if (!server.awaitTermination(1, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException _) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
