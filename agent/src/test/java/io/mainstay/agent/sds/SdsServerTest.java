// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.sds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.secret.v3.SecretDiscoveryServiceGrpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.mainstay.agent.identity.CertificateSource.Issued;
import io.mainstay.agent.identity.FakeAuthority;
import io.mainstay.security.Credential;
import io.mainstay.security.Csr;
import io.mainstay.security.KeyPairs;
import io.mainstay.security.SpiffeId;
import io.mainstay.security.TrustBundle;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.grpc.Scheduler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SdsServerTest {
    private static final SpiffeId REVIEWS = SpiffeId.workload("td", "shop", "reviews");

    @TempDir
    Path folder;

    private final FakeAuthority authority = new FakeAuthority(InstantSource.system());
    private final SecretSource secrets = new SecretSource();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private SdsServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        server = new SdsServer(folder.resolve("sds.sock"), secrets, Scheduler.of(Clock.systemUTC(), timer)).start();
        channel = NettyChannelBuilder.forAddress(
                        UnixDomainSocketAddress.of(server.socket()), InsecureChannelCredentials.create())
                .channelType(NioDomainSocketChannel.class)
                .eventLoopGroup(loop)
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
        timer.shutdownNow();
        var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void aProxyGetsWhatItNamesAndEveryChangeOfIt() throws Exception {
        Credential first = issue(REVIEWS);
        secrets.certificate(REVIEWS, first);
        secrets.certificate(SpiffeId.workload("td", "shop", "other"), issue(SpiffeId.workload("td", "shop", "other")));
        secrets.bundle(authority.bundle());
        Stream stream = new Stream();
        stream.ask(REVIEWS.toString());
        Secret secret = stream.next();
        assertThat(secret.getName()).isEqualTo(REVIEWS.toString());
        assertThat(Credential.fromPem(
                        secret.getTlsCertificate()
                                .getCertificateChain()
                                .getInlineBytes()
                                .toStringUtf8(),
                        secret.getTlsCertificate()
                                .getPrivateKey()
                                .getInlineBytes()
                                .toStringUtf8()))
                .isEqualTo(first);

        Credential second = issue(REVIEWS);
        secrets.certificate(REVIEWS, second);
        assertThat(stream.next()
                        .getTlsCertificate()
                        .getCertificateChain()
                        .getInlineBytes()
                        .toStringUtf8())
                .isEqualTo(second.chain().toPem());
    }

    @Test
    void theBundleIsCalledAsIstioCallsIt() throws Exception {
        secrets.bundle(authority.bundle());
        Stream stream = new Stream();
        stream.ask("ROOTCA");
        assertThat(TrustBundle.fromPem(stream.next()
                        .getValidationContext()
                        .getTrustedCa()
                        .getInlineBytes()
                        .toStringUtf8()))
                .isEqualTo(authority.bundle());
    }

    @Test
    void aSecretAskedForTooEarlyArrivesWhenItIsThere() throws Exception {
        Stream stream = new Stream();
        stream.ask(REVIEWS.toString());
        secrets.certificate(REVIEWS, issue(REVIEWS));
        assertThat(stream.next().getName()).isEqualTo(REVIEWS.toString());
    }

    @Test
    void nobodyElseMayOpenTheSocket() throws IOException {
        assertThat(Files.getPosixFilePermissions(server.socket()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aPathTooLongForASocketIsSaidToBe() {
        Path deep = folder.resolve("d".repeat(100)).resolve("sds.sock");
        try (SdsServer unfit = new SdsServer(deep, secrets, Scheduler.of(Clock.systemUTC(), timer))) {
            assertThatThrownBy(unfit::start).isInstanceOf(IOException.class).hasMessageContaining("107");
        }
    }

    private Credential issue(SpiffeId identity) throws IOException {
        KeyPair key = KeyPairs.generateP256();
        Issued issued = authority.create(Csr.create(key, identity));
        return new Credential(issued.chain(), key.getPrivate());
    }

    /** A proxy's subscription, state of the world. */
    private final class Stream implements StreamObserver<DiscoveryResponse> {
        private final BlockingQueue<DiscoveryResponse> responses = new LinkedBlockingQueue<>();
        private final StreamObserver<DiscoveryRequest> requests =
                SecretDiscoveryServiceGrpc.newStub(channel).streamSecrets(this);
        private String name = "";

        void ask(String secret) {
            name = secret;
            requests.onNext(request("", ""));
        }

        Secret next() throws Exception {
            DiscoveryResponse response = responses.poll(10, TimeUnit.SECONDS);
            assertThat(response).as("nothing within 10 s").isNotNull();
            assertThat(response.getResourcesCount()).isEqualTo(1);
            requests.onNext(request(response.getVersionInfo(), response.getNonce()));
            return Secret.parseFrom(response.getResources(0).getValue());
        }

        private DiscoveryRequest request(String version, String nonce) {
            return DiscoveryRequest.newBuilder()
                    .setNode(Node.newBuilder().setId("proxy"))
                    .setTypeUrl(TypeUrls.SECRET)
                    .addAllResourceNames(List.of(name))
                    .setVersionInfo(version)
                    .setResponseNonce(nonce)
                    .build();
        }

        @Override
        public void onNext(DiscoveryResponse response) {
            responses.add(response);
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}
