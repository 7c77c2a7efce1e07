// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.mainstay.engine.XdsResources;
import io.mainstay.engine.bootstrap.BootstrapConfig;
import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.tls.SdsReference;
import io.mainstay.engine.tls.SecretConfig;
import io.mainstay.engine.wire.UnknownFields;
import io.mainstay.model.ConfigProblem;
import io.mainstay.proxy.admin.dump.DumpedResource;
import io.mainstay.proxy.state.StateFolder;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsSnapshot;
import io.mainstay.xds.grpc.DiscoveryServer;
import io.mainstay.xds.grpc.ServerLimits;
import io.mainstay.xds.grpc.StreamEvents;
import io.mainstay.xds.server.NodeDescription;
import io.mainstay.xds.server.NodeIdentity;
import io.mainstay.xds.server.SnapshotSource;
import io.mainstay.xds.server.TypeStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxy's configuration against a control plane in the same thread, on a clock of its own. */
class XdsDiscoveryTest {
    @TempDir
    private Path temporary;

    private final Serial configThread = new Serial();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final ControlPlane ads = new ControlPlane();
    private final ControlPlane sds = new ControlPlane();
    private final List<XdsDiscovery> configs = new ArrayList<>();
    private RecordingTarget target = new RecordingTarget();

    @AfterEach
    void stop() {
        configs.forEach(XdsDiscovery::close);
        ads.stop();
        sds.stop();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsReferredToIsThereBeforeWhatRefersToIt(boolean delta) {
        ads.start();
        ads.set(
                Resources.cluster("c"),
                Resources.endpoints("c", 1001),
                Resources.listener("l", 1000, "r"),
                Resources.routes("r", "c"));

        XdsDiscovery config = start(delta, DiskOptions.none());

        assertThat(target.events)
                .containsExactly("+cluster xds", "+cluster sds", "+cluster c", "routes [r]", "+listener l");
        assertThat(target.endpoints).containsEntry("c", 1);
        assertThat(config.status().source()).isEqualTo(XdsStatus.Source.CONTROL_PLANE);
        assertThat(config.status().complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTableThatWantsItsClustersCheckedIsRefusedUntilTheyAreThere(boolean delta) {
        ads.start();
        ads.set(
                Resources.cluster("c"),
                Resources.endpoints("c", 1001),
                Resources.routes("r", "c"),
                Resources.listener("l", 1000, "r"));
        start(delta, DiskOptions.none());
        ads.set(
                Resources.cluster("c"),
                Resources.endpoints("c", 1001),
                Resources.validatedRoutes("r", "d"),
                Resources.listener("l", 1000, "r"));
        scheduler.advance(Duration.ofSeconds(20));

        assertThat(refusal()).contains("r: ", "virtual_hosts[0].routes[0].route.cluster", "\"d\"");

        ads.set(
                Resources.cluster("c"),
                Resources.cluster("d"),
                Resources.endpoints("c", 1001),
                Resources.endpoints("d", 1002),
                Resources.routes("r", "d"),
                Resources.listener("l", 1000, "r"));
        scheduler.advance(Duration.ofSeconds(20));
        ads.set(
                Resources.cluster("c"),
                Resources.cluster("d"),
                Resources.endpoints("c", 1001),
                Resources.endpoints("d", 1002),
                Resources.validatedRoutes("r", "d"),
                Resources.listener("l", 1000, "r"));
        scheduler.advance(Duration.ofSeconds(20));

        assertThat(ads.discovery.nodes().getFirst().types())
                .noneMatch(type -> type.state() == TypeStatus.State.REFUSED);
    }

    private String refusal() {
        return ads.discovery.nodes().getFirst().types().stream()
                .filter(type -> type.state() == TypeStatus.State.REFUSED)
                .findFirst()
                .orElseThrow()
                .refusal()
                .orElseThrow()
                .error();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aListenerThatCannotBeBoundIsRefusedUntilItCan(boolean delta) {
        ads.start();
        target.taken.put("l", "cannot bind 127.0.0.1:1000: Address already in use");
        ads.set(Resources.cluster("c"), Resources.endpoints("c", 1001), Resources.routes("r", "c"));
        start(delta, DiskOptions.none());
        ads.set(
                Resources.cluster("c"),
                Resources.endpoints("c", 1001),
                Resources.routes("r", "c"),
                Resources.listener("l", 1000, "r"),
                Resources.listener("m", 1002, "r"));
        scheduler.advance(Duration.ofSeconds(20));

        assertThat(target.listeners).containsOnlyKeys("m");
        assertThat(refusal()).contains("l: ", "address", "Address already in use");

        target.taken.clear();
        ads.set(
                Resources.cluster("c"),
                Resources.cluster("d"),
                Resources.endpoints("c", 1001),
                Resources.routes("r", "c"),
                Resources.listener("l", 1003, "r"),
                Resources.listener("m", 1002, "r"));
        scheduler.advance(Duration.ofSeconds(20));

        assertThat(target.listeners).containsOnlyKeys("l", "m");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofThreeClustersTwoAreAppliedAndOneIsRefusedByPath(boolean delta) {
        ads.start();
        ads.set(Resources.cluster("a"), Resources.cluster("bad"), Resources.cluster("c"));
        XdsDiscovery config = start(delta, DiskOptions.none());
        scheduler.advance(Duration.ofSeconds(20)); // nobody has endpoints
        assertThat(target.clusters).containsOnlyKeys("xds", "sds", "a", "bad", "c");
        ClusterConfig before = target.clusters.get("bad");

        ads.set(Resources.cluster("a", 2), Resources.badCluster("bad"), Resources.cluster("c", 2));
        scheduler.advance(Duration.ofSeconds(20));

        TypeStatus type = ads.discovery.nodes().getFirst().types().getFirst();
        assertThat(type.state()).isEqualTo(TypeStatus.State.REFUSED);
        assertThat(type.refusal().orElseThrow().error())
                .startsWith("bad: ")
                .contains("connect_timeout")
                .contains("lb_policy")
                .doesNotContain("\n");
        assertThat(timeout("a")).isEqualTo(Duration.ofSeconds(2));
        assertThat(timeout("c")).isEqualTo(Duration.ofSeconds(2));
        assertThat(target.clusters.get("bad")).isSameAs(before);
        assertThat(config.resources())
                .filteredOn(resource -> resource.state() == DumpedResource.State.REFUSED)
                .singleElement()
                .satisfies(resource -> assertThat(resource.name()).isEqualTo("bad"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClusterWaitsForItsEndpointsAndItsPredecessorServesMeanwhile(boolean delta) {
        ads.start();
        ads.set(Resources.cluster("c", 1), Resources.endpoints("c", 1001));
        start(delta, DiskOptions.none());

        ads.set(
                Resources.cluster("c", 1),
                Resources.endpoints("c", 1001),
                Resources.tlsCluster("d", "ROOTCA", "sds"),
                Resources.endpoints("d", 1002));
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(target.clusters).containsKey("c").doesNotContainKey("d");

        sds.start();
        sds.set(Resources.roots("ROOTCA", "pem"));
        scheduler.advance(Duration.ofSeconds(11));
        assertThat(target.clusters).containsKey("d");
        assertThat(target.secrets).containsOnlyKeys("ROOTCA");
        assertThat(ads.discovery.nodes().getFirst().types().getFirst().state()).isEqualTo(TypeStatus.State.SYNCED);
    }

    @Test
    void patienceEndsAfterFifteenSecondsAndTheAnswerIsHeldUntilThen() {
        ads.start();
        ads.set(Resources.cluster("c"));
        start(false, DiskOptions.none());
        scheduler.advance(Duration.ofMillis(14_900));
        assertThat(target.clusters).doesNotContainKey("c");
        assertThat(clusterStatus()).isEqualTo(TypeStatus.State.STALE);

        scheduler.advance(Duration.ofMillis(200));

        assertThat(target.clusters).containsKey("c");
        assertThat(clusterStatus()).isEqualTo(TypeStatus.State.SYNCED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClusterInUseOutlivesItsRemovalUntilRoutesLetGo(boolean delta) {
        ads.start();
        ads.set(
                Resources.cluster("old"),
                Resources.endpoints("old", 1001),
                Resources.listener("l", 1000, "r"),
                Resources.routes("r", "old"));
        start(delta, DiskOptions.none());
        target.events.clear();

        ads.set(
                Resources.cluster("new"),
                Resources.endpoints("new", 1002),
                Resources.listener("l", 1000, "r"),
                Resources.routes("r", "new"));
        scheduler.advance(Duration.ofSeconds(1));

        assertThat(target.events).containsExactly("+cluster new", "routes [r]", "-cluster old");
        assertThat(target.endpoints).containsOnlyKeys("new");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aListenerThatIsGoneIsTakenDownAndItsRoutesForgotten(boolean delta) {
        ads.start();
        ads.set(Resources.listener("l", 1000, "r"), Resources.routes("r", "c"));
        start(delta, DiskOptions.none());

        ads.set();
        scheduler.advance(Duration.ofSeconds(1));

        assertThat(target.listeners).isEmpty();
        assertThat(target.routes).isEmpty();
    }

    @Test
    void certificatesOfCallersAreAskedForWhenTheyAreWanted() {
        ads.start();
        sds.start();
        sds.set(Resources.roots("spiffe://mesh/caller", "pem"));
        XdsDiscovery config = start(true, DiskOptions.none());
        SdsReference root = Need.of(XdsResources.CLUSTER
                        .read(Resources.tlsCluster("x", "ROOTCA", "sds").body().getValue(), UnknownFields.REJECT)
                        .orThrow())
                .stream()
                .filter(Need.Secret.class::isInstance)
                .map(need -> ((Need.Secret) need).reference())
                .findFirst()
                .orElseThrow();

        config.secretWanted(new SdsReference("spiffe://mesh/caller", root.source()));

        assertThat(target.secrets).containsOnlyKeys("spiffe://mesh/caller");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aProxyThatStartsWithoutItsControlPlaneServesFromDiskAndCatchesUp(boolean delta) {
        ads.start();
        ads.set(
                Resources.cluster("c"),
                Resources.endpoints("c", 1001),
                Resources.listener("gone", 1001, "r"),
                Resources.listener("l", 1000, "r"),
                Resources.routes("r", "c"));
        start(delta, disk());
        scheduler.advance(Duration.ofSeconds(1));
        configs.removeFirst().close();
        ads.stop();
        target = new RecordingTarget();

        XdsDiscovery second = start(delta, disk());
        assertThat(target.listeners).containsOnlyKeys("gone", "l");
        assertThat(target.routes).containsOnlyKeys("r");
        assertThat(target.endpoints).containsEntry("c", 1);
        assertThat(second.status().source()).isEqualTo(XdsStatus.Source.DISK);
        assertThat(second.status().detail()).contains("from disk").contains("UNAVAILABLE");

        ads.start();
        ads.set(
                Resources.cluster("c"),
                Resources.endpoints("c", 1001, 1002),
                Resources.listener("l", 1000, "r"),
                Resources.routes("r", "c"));
        scheduler.advance(Duration.ofSeconds(30));
        assertThat(target.listeners).containsOnlyKeys("l");
        assertThat(target.endpoints).containsEntry("c", 2);
        assertThat(second.status().source()).isEqualTo(XdsStatus.Source.CONTROL_PLANE);
    }

    @Test
    void whatIsTooOldIsNotServedAndStopsBeingServed() {
        ads.start();
        ads.set(Resources.listener("l", 1000, "r"), Resources.routes("r", "c"));
        start(true, disk());
        scheduler.advance(Duration.ofSeconds(1));
        configs.removeFirst().close();
        ads.stop();

        target = new RecordingTarget();
        scheduler.advance(Duration.ofHours(23));
        XdsDiscovery second = start(true, disk());
        assertThat(target.listeners).containsOnlyKeys("l");
        scheduler.advance(Duration.ofHours(1));
        assertThat(target.listeners).isEmpty();
        assertThat(second.status().source()).isEqualTo(XdsStatus.Source.STALE);

        target = new RecordingTarget();
        XdsDiscovery third = start(true, disk());
        assertThat(target.listeners).isEmpty();
        assertThat(third.status().source()).isEqualTo(XdsStatus.Source.STALE);
        assertThat(third.status().complete()).isFalse();
    }

    private Duration timeout(String cluster) {
        return Optional.ofNullable(target.clusters.get(cluster)).orElseThrow().connectTimeout();
    }

    private TypeStatus.State clusterStatus() {
        return ads.discovery.nodes().getFirst().types().getFirst().state();
    }

    private DiskOptions disk() {
        return new DiskOptions(
                Optional.of(new StateFolder(temporary.resolve("state"), "node-1")),
                DiskOptions.DEFAULT_PATIENCE,
                DiskOptions.DEFAULT_MAX_STALE,
                "test",
                Runnable::run);
    }

    private XdsDiscovery start(boolean delta, DiskOptions disk) {
        XdsDiscovery config = new XdsDiscovery(
                bootstrap(delta),
                target,
                new InProcess(),
                new XdsDiscovery.Surroundings(configThread, scheduler, new Random(1), "test"),
                disk);
        configs.add(config);
        configThread.execute(config::start);
        return config;
    }

    private static BootstrapConfig bootstrap(boolean delta) {
        ApiConfigSource how = Resources.grpc("xds").toBuilder()
                .setApiType(delta ? ApiConfigSource.ApiType.DELTA_GRPC : ApiConfigSource.ApiType.GRPC)
                .build();
        return XdsResources.BOOTSTRAP
                .read(Bootstrap.newBuilder()
                        .setNode(Node.newBuilder().setId("node-1").setCluster("test"))
                        .setStaticResources(Bootstrap.StaticResources.newBuilder()
                                .addClusters(server("xds"))
                                .addClusters(server("sds")))
                        .setDynamicResources(Bootstrap.DynamicResources.newBuilder()
                                .setAdsConfig(how)
                                .setCdsConfig(Resources.ads())
                                .setLdsConfig(Resources.ads()))
                        .build())
                .orThrow();
    }

    private static Cluster server(String name) {
        return Cluster.newBuilder()
                .setName(name)
                .setType(Cluster.DiscoveryType.STATIC)
                .setLoadAssignment(ClusterLoadAssignment.newBuilder()
                        .setClusterName(name)
                        .addEndpoints(LocalityLbEndpoints.newBuilder()
                                .addLbEndpoints(LbEndpoint.newBuilder()
                                        .setEndpoint(Endpoint.newBuilder().setAddress(Resources.address(9))))))
                .build();
    }

    /** One thing at a time, in order, on the calling thread: the config thread of these tests. */
    private static final class Serial implements Executor {
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private boolean running;

        @Override
        public void execute(Runnable work) {
            waiting.add(work);
            if (running) {
                return;
            }
            running = true;
            try {
                for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                    next.run();
                }
            } finally {
                running = false;
            }
        }
    }

    private final class InProcess implements Channels {
        @Override
        public List<ConfigProblem> problems(ClusterConfig cluster) {
            return List.of();
        }

        @Override
        public ManagedChannel open(ClusterConfig cluster, Function<SdsReference, Optional<SecretConfig>> secrets) {
            ControlPlane to = cluster.name().equals("xds") ? ads : sds;
            return InProcessChannelBuilder.forName(to.name).directExecutor().build();
        }
    }

    private final class ControlPlane implements SnapshotSource {
        private final String name = InProcessServerBuilder.generateName();
        private final List<Listener> listeners = new ArrayList<>();
        private DiscoveryServer discovery = discovery();
        private Optional<Server> server = Optional.empty();
        private XdsSnapshot snapshot = XdsSnapshot.EMPTY;

        void start() {
            discovery = discovery();
            try {
                server = Optional.of(InProcessServerBuilder.forName(name)
                        .directExecutor()
                        .addService(discovery.aggregated())
                        .addService(discovery.secrets())
                        .build()
                        .start());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private DiscoveryServer discovery() {
            return new DiscoveryServer(
                    this, scheduler, new ServerLimits(10, Duration.ofMillis(100)), StreamEvents.NONE);
        }

        void set(XdsResource... resources) {
            snapshot = XdsSnapshot.of(Integer.toString(resources.length), List.of(resources));
            List.copyOf(listeners).forEach(listener -> listener.changed(snapshot));
        }

        void stop() {
            server.ifPresent(Server::shutdownNow);
            listeners.clear();
        }

        @Override
        public Subscription subscribe(NodeIdentity identity, NodeDescription node, Listener listener) {
            listeners.add(listener);
            listener.changed(snapshot);
            return () -> listeners.remove(listener);
        }
    }
}
