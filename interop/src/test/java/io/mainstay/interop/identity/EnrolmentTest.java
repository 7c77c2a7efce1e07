// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.netty.GrpcSslContexts;
import io.mainstay.agent.identity.AuthorityRefusedException;
import io.mainstay.agent.identity.Held;
import io.mainstay.agent.identity.IdentityEvents;
import io.mainstay.agent.node.NodeConfig;
import io.mainstay.agent.sds.HostSecurity;
import io.mainstay.controlplane.ca.CertificateAuthority;
import io.mainstay.controlplane.ca.CertificateService;
import io.mainstay.controlplane.ca.EnrolmentTokens.Verdict;
import io.mainstay.controlplane.ca.MeshServer;
import io.mainstay.model.Locality;
import io.mainstay.security.ChainVerifier;
import io.mainstay.security.EnrolmentToken;
import io.mainstay.security.Fingerprint;
import io.mainstay.security.JoinString;
import io.mainstay.security.RenewalSchedule;
import io.mainstay.security.SpiffeId;
import io.mainstay.xds.grpc.Scheduler;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Authority and host together, on the TLS library that the distribution uses. */
@Tag("slow")
class EnrolmentTest {
    private static final String TD = "mesh.test";
    private static final SpiffeId REVIEWS = SpiffeId.workload(TD, "shop", "reviews");

    private final EnrolmentToken token = EnrolmentToken.generate(new SecureRandom());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService worker = Executors.newVirtualThreadPerTaskExecutor();
    private final RenewalSchedule schedule = new RenewalSchedule(new Random(5));
    private final List<AutoCloseable> open = new ArrayList<>();
    private Path folder;
    private CertificateAuthority authority;
    private MeshServer server;
    private int port;

    @BeforeEach
    void startControlPlane() throws IOException {
        // A socket's path is short, so the runtime folder is too.
        folder = Files.createTempDirectory("mst");
        authority = CertificateAuthority.open(TD, folder.resolve("ca"), InstantSource.system(), new SecureRandom());
        CertificateService certificates = new CertificateService(
                authority,
                (text, host) -> text.equals(token.reveal())
                        ? new Verdict.Granted("default", "node")
                        : new Verdict.Refused("no such token"),
                (host, id) -> host.equals("host-1") && id.equals(REVIEWS.toString()));
        server = new MeshServer.Builder(
                        authority,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        InstantSource.system(),
                        timer,
                        worker,
                        schedule)
                .services(List.of(certificates))
                .build()
                .start();
        open.add(server);
        port = server.port();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
        timer.shutdownNow();
        worker.shutdownNow();
        try (var files = Files.walk(folder)) {
            for (Path path : files.toList().reversed()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void grpcUsesTheNativeTlsLibraryHere() throws Exception {
        assertThat(OpenSsl.isAvailable()).isTrue();
        SslContext context = GrpcSslContexts.forClient().build();
        assertThat(context.getClass().getSimpleName()).contains("OpenSsl");
    }

    @Test
    void aHostComesUpWithATokenAndLaterWithNothingButItsFolder() throws Exception {
        HostSecurity first = host().start(Optional.of(join()));
        first.identities().hold(REVIEWS.toString());
        assertThat(first.identities().held())
                .extracting(Held::identity)
                .containsExactly(SpiffeId.node(TD, "host-1"), REVIEWS);
        assertThat(new ChainVerifier(authority.bundle(), InstantSource.system())
                        .refusal(
                                first.identities()
                                        .credential(REVIEWS)
                                        .orElseThrow()
                                        .chain()
                                        .certificates(),
                                ChainVerifier.Usage.CLIENT))
                .isEmpty();
        assertThatThrownBy(() -> first.identities().hold("spiffe://mesh.test/ns/shop/sa/ratings"))
                .isInstanceOf(AuthorityRefusedException.class)
                .hasMessageContaining("enrolled");
        first.close();
        server.close();

        HostSecurity second = host().start(Optional.empty());
        second.identities().hold(REVIEWS.toString());
        assertThat(second.identities().health()).isEqualTo(Held.Health.FRESH);
        assertThat(Files.exists(second.sds().socket())).isTrue();
    }

    @Test
    void aControlPlaneWithAnotherRootIsNotJoined() {
        JoinString elsewhere = new JoinString(token, new Fingerprint("0".repeat(64)));
        assertThatThrownBy(() -> host().start(Optional.of(elsewhere)))
                .isInstanceOf(AuthorityRefusedException.class)
                .hasMessageContaining("fingerprint");
    }

    @Test
    void aWrongTokenIsSaidToBeWrong() {
        JoinString wrong = new JoinString(EnrolmentToken.generate(new SecureRandom()), authority.rootFingerprint());
        assertThatThrownBy(() -> host().start(Optional.of(wrong)))
                .isInstanceOf(AuthorityRefusedException.class)
                .hasMessageContaining("no such token");
    }

    @Test
    void aHostThatWasNeverEnrolledSaysHowToBe() {
        assertThatThrownBy(() -> host().start(Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("mainstay token create");
    }

    private JoinString join() {
        return JoinString.parse(new JoinString(token, authority.rootFingerprint()).reveal())
                .orElseThrow();
    }

    private HostSecurity host() throws IOException {
        NodeConfig config = new NodeConfig(
                "host-1",
                NodeConfig.Role.NODE,
                "127.0.0.1",
                Locality.UNKNOWN,
                "",
                new NodeConfig.HostPort("127.0.0.1", port),
                TD,
                folder.resolve("state"),
                folder.resolve("run"));
        HostSecurity host = new HostSecurity(
                config,
                new HostSecurity.Foundations(
                        Scheduler.of(Clock.systemUTC(), timer), schedule, worker, IdentityEvents.NONE));
        open.add(host);
        return host;
    }
}
