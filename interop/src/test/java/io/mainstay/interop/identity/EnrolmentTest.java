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
import io.mainstay.controlplane.serve.TrustServer;
import io.mainstay.model.Locality;
import io.mainstay.security.ChainVerifier;
import io.mainstay.security.EnrolmentToken;
import io.mainstay.security.Fingerprint;
import io.mainstay.security.JoinString;
import io.mainstay.security.RenewalSchedule;
import io.mainstay.security.SpiffeId;
import io.mainstay.security.TrustBundle;
import io.mainstay.xds.grpc.Scheduler;
import io.mainstay.xds.grpc.ServerLimits;
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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
    private TrustServer trust;
    private int port;

    @BeforeEach
    void startControlPlane() throws IOException {
        // A socket's path is short, so the runtime folder is too.
        folder = Files.createTempDirectory("mst");
        authority = CertificateAuthority.open(TD, folder.resolve("ca"), InstantSource.system(), new SecureRandom());
        trust = new TrustServer(authority.bundle(), Scheduler.of(Clock.systemUTC(), timer), ServerLimits.DEFAULT);
        open.add(trust);
        open.add(authority.follow(trust::trust));
        server = builder(0).build().start();
        open.add(server);
        port = server.port();
    }

    private MeshServer.Builder builder(int listen) {
        CertificateService certificates = new CertificateService(
                authority,
                (text, host) -> text.equals(token.reveal())
                        ? new Verdict.Granted("default", "node")
                        : new Verdict.Refused("no such token"),
                (host, id) -> host.equals("host-1") && id.equals(REVIEWS.toString()));
        return new MeshServer.Builder(
                        authority,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), listen),
                        InstantSource.system(),
                        timer,
                        worker,
                        schedule)
                .services(List.of(certificates, trust.service()));
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

    /** Not at its next renewal, hours from now: no certificate is renewed here. */
    @Test
    @Timeout(60)
    void aHostTrustsANewRootAtOnceAndItIsServedToItsProxy() throws Exception {
        BlockingQueue<TrustBundle> learned = new LinkedBlockingQueue<>();
        HostSecurity host = host(new IdentityEvents() {
                    @Override
                    public void trusted(TrustBundle roots) {
                        learned.add(roots);
                    }
                })
                .start(Optional.of(join()));
        host.identities().hold(REVIEWS.toString());
        assertThat(learned.poll(20, TimeUnit.SECONDS)).isEqualTo(authority.bundle());
        String certificate = serial(host);

        Fingerprint next = authority.addRoot();
        assertThat(learned.poll(20, TimeUnit.SECONDS)).isEqualTo(authority.bundle());
        assertThat(host.identities().bundle()).contains(authority.bundle());
        assertThat(Files.readString(folder.resolve("state/identity/roots.pem")))
                .isEqualTo(authority.bundle().toPem());
        authority.signWithNewestRoot();
        assertThat(authority.rootFingerprint()).isEqualTo(next);
        server.renew();
        assertThat(serial(host)).as("nothing was renewed").isEqualTo(certificate);
        assertThat(learned).as("the switch changes nobody's trust").isEmpty();

        // The control plane shows a certificate of the new root now, and is recognised.
        server.close();
        host.identities().release(REVIEWS.toString());
        open.add(startAgain());
        host.identities().hold(REVIEWS.toString());
        assertThat(serial(host)).isNotEqualTo(certificate);
        host.close();
    }

    private static String serial(HostSecurity host) {
        return host.identities()
                .credential(REVIEWS)
                .orElseThrow()
                .chain()
                .serial()
                .toString();
    }

    private MeshServer startAgain() throws IOException {
        return builder(port).build().start();
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
        return host(IdentityEvents.NONE);
    }

    private HostSecurity host(IdentityEvents events) throws IOException {
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
                config, new HostSecurity.Foundations(Scheduler.of(Clock.systemUTC(), timer), schedule, worker, events));
        open.add(host);
        return host;
    }
}
