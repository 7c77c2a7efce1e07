// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.controlplane.ca.EnrolmentTokens;
import io.mainstay.controlplane.config.MeshKeeper;
import io.mainstay.controlplane.config.ResourceStore;
import io.mainstay.controlplane.kind.AllKinds;
import io.mainstay.controlplane.state.MeshSnapshot;
import io.mainstay.controlplane.state.MtlsMode;
import io.mainstay.controlplane.state.WorkloadName;
import io.mainstay.controlplane.store.EmbeddedStore;
import io.mainstay.security.EnrolmentToken;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HostRegistryTest {
    private static final String SERVICES = """
        {apiVersion: v1, kind: Service, metadata: {name: reviews}, spec: {ports: [{name: http, port: 9080}]}}
        ---
        {apiVersion: v1, kind: Service, metadata: {name: reviews-v1}, spec: {selector: {app: reviews, version: v1}, ports: [{name: http, port: 9080}]}}
        ---
        {apiVersion: v1, kind: Service, metadata: {name: ratings}, spec: {ports: [{name: grpc, port: 9090}]}}
        ---
        {apiVersion: v1, kind: Service, metadata: {name: other, namespace: elsewhere}, spec: {ports: [{port: 80}]}}
        """;
    private static final WorkloadName REVIEWS = new WorkloadName("default", "reviews-1");

    private final AtomicLong now = new AtomicLong(1_000_000);
    private final InstantSource clock = () -> Instant.ofEpochMilli(now.get());
    private final BlockingQueue<MeshSnapshot> snapshots = new LinkedBlockingQueue<>();

    @TempDir
    private Path folder;

    private EmbeddedStore store = new EmbeddedStore(Path.of("."), clock, EmbeddedStore.Retention.DEFAULT);
    private ResourceStore resources = new ResourceStore(store, "default");
    private MeshKeeper keeper = keeper();
    private HostRegistry registry = new HostRegistry(resources, AllKinds.CATALOG, keeper, clock);

    @BeforeEach
    void startControlPlane() {
        store = new EmbeddedStore(folder, clock, EmbeddedStore.Retention.DEFAULT);
        store.start();
        resources = new ResourceStore(store, "default");
        resources.write(
                ResourceStore.API,
                AllKinds.CATALOG.check("default", SERVICES, "default").documents(),
                List.of());
        keeper = keeper();
        keeper.follow(snapshots::add);
        keeper.start();
        registry = new HostRegistry(resources, AllKinds.CATALOG, keeper, clock);
    }

    private MeshKeeper keeper() {
        return new MeshKeeper(store, resources, AllKinds.CATALOG, "mesh.test", MtlsMode.STRICT, clock);
    }

    @AfterEach
    void stopControlPlane() {
        registry.close();
        keeper.close();
        store.close();
    }

    @Test
    void aRegisteredWorkloadHasItsIdentityItsPortsAndAnEntryInTheStore() throws Exception {
        Registration.Accepted accepted = register("host-a", "reviews-1", 7001);

        assertThat(accepted.spiffeId()).isEqualTo("spiffe://mesh.test/ns/default/sa/reviews");
        assertThat(accepted.lease()).isEqualTo(Duration.ofSeconds(10));
        assertThat(accepted.outbound())
                .extracting(outbound -> outbound.service().name())
                .containsExactly("ratings", "reviews", "reviews-v1");
        assertThat(keeper.snapshot().services().values())
                .filteredOn(service -> !keeper.snapshot().backing(service).isEmpty())
                .as("by its name, and by the labels app and version it is given")
                .extracting(service -> service.name().name())
                .containsExactly("reviews", "reviews-v1");
        assertThat(accepted.outbound())
                .allSatisfy(outbound -> assertThat(outbound.virtualPort()).isBetween(20_000, 32_767));
        assertThat(keeper.snapshot().onHost("host-a")).hasSize(1);
        assertThat(registry.isEnrolled("host-a", "spiffe://mesh.test/ns/default/sa/reviews"))
                .isTrue();
        assertThat(registry.isEnrolled("host-b", "spiffe://mesh.test/ns/default/sa/reviews"))
                .isFalse();
        assertThat(registry.isEnrolled("host-a", "spiffe://mesh.test/ns/default/sa/ratings"))
                .isFalse();
        assertThat(resources.list("networking.istio.io", "WorkloadEntry", Optional.of("default")))
                .hasSize(1);
    }

    /** Whoever may write resources must not be able to have certificates signed with it. */
    @Test
    void onlyWhatAHostAnnouncedCountsAsEnrolled() throws Exception {
        String forged = WorkloadEntries.json("host-a", announcement("forged", 7009));

        assertThat(AllKinds.CATALOG.check("default", forged, "default").problems())
                .as("refused at the door")
                .hasSize(6)
                .allSatisfy(problem -> assertThat(problem.problem().path()).isEqualTo("metadata.annotations"));
        // As if an older release had let it in.
        long revision = resources
                .write(
                        ResourceStore.API,
                        AllKinds.CATALOG.checkOwn("default", forged, "default").documents(),
                        List.of())
                .revision();
        MeshSnapshot mesh =
                keeper.awaitRevision(revision, Duration.ofSeconds(20)).orElseThrow();
        assertThat(mesh.onHost("host-a")).isEmpty();
        assertThat(registry.isEnrolled("host-a", "spiffe://mesh.test/ns/default/sa/reviews"))
                .isFalse();
        assertThat(mesh.status(WorkloadEntries.key("default", new WorkloadName("default", "forged")))
                        .toString())
                .contains("NotEnrolled");

        register("host-a", "reviews-1", 7001);
        assertThat(registry.isEnrolled("host-a", "spiffe://mesh.test/ns/default/sa/reviews"))
                .isTrue();
    }

    @Test
    void virtualPortsStayTheSameAcrossARestart() throws Exception {
        List<Registration.Outbound> before =
                register("host-a", "reviews-1", 7001).outbound();
        stopControlPlane();
        startControlPlane();
        registry.adopt();
        assertThat(register("host-a", "reviews-1", 7001).outbound()).isEqualTo(before);
    }

    @Test
    void aSilentHostsWorkloadsBecomeUnhealthyThenGoAndRenewingWritesNothing() throws Exception {
        register("host-a", "reviews-1", 7001);
        long revision = store.revision();

        now.addAndGet(8_000);
        assertThat(registry.renew("host-a", List.of(REVIEWS))).isEmpty();
        now.addAndGet(8_000);
        registry.tick();
        assertThat(keeper.snapshot().unhealthy()).isEmpty();

        now.addAndGet(3_000);
        registry.tick();
        awaitSnapshot(mesh -> mesh.unhealthy().contains(REVIEWS));
        assertThat(registry.renew("host-a", List.of(REVIEWS))).isEmpty();
        awaitSnapshot(mesh -> mesh.unhealthy().isEmpty());
        assertThat(store.revision()).isEqualTo(revision);

        now.addAndGet(61_000);
        registry.tick();
        awaitSnapshot(mesh -> mesh.workloads().isEmpty());
        assertThat(registry.renew("host-a", List.of(REVIEWS))).containsExactly(REVIEWS);
    }

    @Test
    void aHostSpeaksForItsOwnWorkloadsAlone() throws Exception {
        register("host-a", "reviews-1", 7001);

        assertThat(registry.register("host-b", announcement("reviews-1", 7002)))
                .isEqualTo(new Registration.Taken("host-a"));
        registry.deregister("host-b", List.of(REVIEWS));
        assertThat(registry.renew("host-b", List.of(REVIEWS))).containsExactly(REVIEWS);
        assertThat(keeper.snapshot().workloads()).hasSize(1);

        registry.deregister("host-a", List.of(REVIEWS));
        awaitSnapshot(mesh -> mesh.workloads().isEmpty());
    }

    @Test
    void aWrongAnnouncementIsRefusedWithAllItsProblems() throws Exception {
        Announcement wrong = new Announcement(
                new WorkloadName("default", "Bad_Name"),
                "",
                "reviews",
                "",
                Map.of(),
                "localhost",
                1,
                "127.0.0.1",
                2,
                "",
                "",
                "",
                "");
        assertThat(registry.register("host-a", wrong))
                .isInstanceOfSatisfying(
                        Registration.Invalid.class,
                        invalid -> assertThat(invalid.message()).contains("metadata.name", "spec.address"));
    }

    @Test
    void aTokenIsForItsHostsItsRoleAndItsTime() {
        TokenStore tokens = new TokenStore(store, "default", clock, new SecureRandom());
        EnrolmentToken token = tokens.create("host-*", "node", Duration.ofHours(1));

        assertThat(tokens.verify(token.reveal(), "host-a"))
                .isEqualTo(new EnrolmentTokens.Verdict.Granted("default", "node"));
        assertThat(tokens.verify(token.reveal(), "other")).isInstanceOf(EnrolmentTokens.Verdict.Refused.class);
        assertThat(tokens.verify(token.id() + "." + "a".repeat(32), "host-a"))
                .isInstanceOf(EnrolmentTokens.Verdict.Refused.class);
        assertThat(store.range("default", "tokens/").entries().getFirst().value())
                .doesNotContain(token.secret());

        now.addAndGet(Duration.ofHours(2).toMillis());
        assertThat(tokens.verify(token.reveal(), "host-a"))
                .isInstanceOfSatisfying(
                        EnrolmentTokens.Verdict.Refused.class,
                        refused ->
                                assertThat(refused.reason()).contains("expired").doesNotContain(token.secret()));
        assertThat(tokens.revoke(token.id())).isTrue();
        assertThat(tokens.list()).isEmpty();
    }

    private void awaitSnapshot(Predicate<MeshSnapshot> wanted) throws InterruptedException {
        while (!wanted.test(keeper.snapshot())) {
            assertThat(snapshots.poll(20, TimeUnit.SECONDS))
                    .as("another snapshot")
                    .isNotNull();
        }
    }

    private Registration.Accepted register(String host, String name, int port) throws InterruptedException {
        return (Registration.Accepted) registry.register(host, announcement(name, port));
    }

    private static Announcement announcement(String name, int port) {
        return new Announcement(
                new WorkloadName("default", name),
                "reviews",
                "reviews",
                "v1",
                Map.of(),
                "127.0.0.9",
                port,
                "127.0.0.1",
                port + 1000,
                "127.0.1.1",
                "region",
                "zone-a",
                "");
    }
}
