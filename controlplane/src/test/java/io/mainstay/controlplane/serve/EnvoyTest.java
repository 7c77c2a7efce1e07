// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsSnapshot;
import io.mainstay.xds.grpc.Scheduler;
import io.mainstay.xds.grpc.ServerLimits;
import io.mainstay.xds.server.NodeDescription;
import io.mainstay.xds.server.NodeIdentity;
import io.mainstay.xds.server.SnapshotSource;
import io.mainstay.xds.server.TypeStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real Envoy against our server: it takes everything and refuses nothing. Its program is {@code $ENVOY}, or on the path. */
@Tag("conformance")
class EnvoyTest {
    @TempDir
    private Path folder;

    private final Source source = new Source();

    @ParameterizedTest
    @ValueSource(strings = {"GRPC", "DELTA_GRPC"})
    void envoyTakesClustersEndpointsListenersAndRoutesAndEveryChange(String variant) throws Exception {
        Optional<Path> envoy = EnvoyProcess.find();
        assumeTrue(envoy.isPresent(), "no envoy: set ENVOY or put it on the path");
        int port = freePort();
        source.set(snapshot(port, "one", "first"));
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
                AdsServer ads = new AdsServer(source, Scheduler.of(Clock.systemUTC(), timer), ServerLimits.DEFAULT);
                LocalEndpoint endpoint = new LocalEndpoint(0, ads.services()).start()) {
            try (EnvoyProcess process = new EnvoyProcess(envoy.get(), folder, endpoint.port(), variant)) {
                String page = "http://127.0.0.1:" + port + "/";
                process.await("first route", () -> process.get(page).equals("first"));
                process.await("all accepted", () -> synced(ads));
                source.set(snapshot(port, "two", "second"));
                process.await("second route", () -> process.get(page).equals("second"));
                process.await("all accepted, the old cluster gone", () -> synced(ads) && clusters(ads) == 1);

                String stats = process.get(process.admin() + "/stats?filter=update_");
                assertThat(stats.lines().filter(line -> line.contains("update_rejected")))
                        .isNotEmpty()
                        .allMatch(line -> line.endsWith(": 0"));
                assertThat(stats).containsPattern("cluster_manager.cds.update_success: [1-9]");
                assertThat(stats).containsPattern("listener_manager.lds.update_success: [1-9]");
                assertThat(ads.refusals()).isZero();
            }
        }
    }

    private static boolean synced(AdsServer ads) {
        return !ads.nodes().isEmpty()
                && ads.nodes().getFirst().types().size() == 4
                && ads.nodes().getFirst().types().stream().allMatch(type -> type.state() == TypeStatus.State.SYNCED);
    }

    private static int clusters(AdsServer ads) {
        return ads.nodes().getFirst().types().getFirst().resources();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static XdsSnapshot snapshot(int port, String cluster, String body) {
        RouteConfiguration routes = RouteConfiguration.newBuilder()
                .setName("routes")
                .addVirtualHosts(VirtualHost.newBuilder()
                        .setName("all")
                        .addDomains("*")
                        .addRoutes(Route.newBuilder()
                                .setMatch(RouteMatch.newBuilder().setPath("/"))
                                .setDirectResponse(io.envoyproxy.envoy.config.route.v3.DirectResponseAction.newBuilder()
                                        .setStatus(200)
                                        .setBody(io.envoyproxy.envoy.config.core.v3.DataSource.newBuilder()
                                                .setInlineString(body))))
                        .addRoutes(Route.newBuilder()
                                .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                                .setRoute(RouteAction.newBuilder().setCluster(cluster))))
                .build();
        ClusterLoadAssignment endpoints = ClusterLoadAssignment.newBuilder()
                .setClusterName(cluster)
                .addEndpoints(LocalityLbEndpoints.newBuilder()
                        .addLbEndpoints(LbEndpoint.newBuilder()
                                .setEndpoint(Endpoint.newBuilder().setAddress(address(9)))))
                .build();
        Cluster eds = Cluster.newBuilder()
                .setName(cluster)
                .setType(Cluster.DiscoveryType.EDS)
                .setEdsClusterConfig(Cluster.EdsClusterConfig.newBuilder().setEdsConfig(adsSource()))
                .build();
        return XdsSnapshot.of(
                body,
                List.of(
                        XdsResource.of(cluster, TypeUrls.CLUSTER, eds),
                        XdsResource.of(cluster, TypeUrls.ENDPOINT, endpoints),
                        XdsResource.of("listener", TypeUrls.LISTENER, listener(port)),
                        XdsResource.of("routes", TypeUrls.ROUTE, routes)));
    }

    private static Listener listener(int port) {
        HttpConnectionManager manager = HttpConnectionManager.newBuilder()
                .setStatPrefix("test")
                .setRds(Rds.newBuilder().setRouteConfigName("routes").setConfigSource(adsSource()))
                .addHttpFilters(HttpFilter.newBuilder()
                        .setName("envoy.filters.http.router")
                        .setTypedConfig(
                                any("envoy.extensions.filters.http.router.v3.Router", Router.getDefaultInstance())))
                .build();
        return Listener.newBuilder()
                .setName("listener")
                .setAddress(address(port))
                .addFilterChains(FilterChain.newBuilder()
                        .addFilters(Filter.newBuilder()
                                .setName("envoy.filters.network.http_connection_manager")
                                .setTypedConfig(any(
                                        "envoy.extensions.filters.network.http_connection_manager.v3"
                                                + ".HttpConnectionManager",
                                        manager))))
                .build();
    }

    private static Any any(String type, Message message) {
        return Any.newBuilder()
                .setTypeUrl("type.googleapis.com/" + type)
                .setValue(message.toByteString())
                .build();
    }

    private static Address address(int port) {
        return Address.newBuilder()
                .setSocketAddress(
                        SocketAddress.newBuilder().setAddress("127.0.0.1").setPortValue(port))
                .build();
    }

    private static ConfigSource adsSource() {
        return ConfigSource.newBuilder()
                .setResourceApiVersion(ApiVersion.V3)
                .setAds(AggregatedConfigSource.getDefaultInstance())
                .build();
    }

    /** The same for every node. */
    private static final class Source implements SnapshotSource {
        private final List<SnapshotSource.Listener> listeners = new CopyOnWriteArrayList<>();
        private volatile XdsSnapshot current = XdsSnapshot.EMPTY;

        void set(XdsSnapshot snapshot) {
            current = snapshot;
            listeners.forEach(listener -> listener.changed(snapshot));
        }

        @Override
        public Subscription subscribe(NodeIdentity identity, NodeDescription node, SnapshotSource.Listener listener) {
            listeners.add(listener);
            listener.changed(current);
            return () -> listeners.remove(listener);
        }
    }
}
