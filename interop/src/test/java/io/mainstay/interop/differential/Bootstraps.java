// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.bootstrap.v3.Admin;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import java.util.List;

/** A bootstrap around a connection manager: one listener on a free port, a cluster per protocol, one without endpoints and one whose endpoint is gone. */
final class Bootstraps {
    /** Nobody listens on the discard port of loopback. */
    private static final int DEAD_PORT = 9;

    private Bootstraps() {}

    /**
     * Makes one.
     *
     * @param reuse whether connections to the backend carry more than one request
     */
    static Bootstrap of(HttpConnectionManager manager, int h1Port, int h2Port, boolean reuse) {
        Bootstrap.Builder bootstrap =
                Bootstrap.newBuilder().setAdmin(Admin.newBuilder().setAddress(address(0)));
        bootstrap.getNodeBuilder().setId("differential").setCluster("differential");
        bootstrap
                .getStaticResourcesBuilder()
                .addListeners(listener(manager))
                .addAllClusters(List.of(
                        h1(cluster("h1", h1Port), reuse),
                        h2(cluster("h2", h2Port), reuse),
                        cluster("dead", DEAD_PORT).build(),
                        cluster("empty", 0).build()));
        return bootstrap.build();
    }

    private static Listener listener(HttpConnectionManager manager) {
        return Listener.newBuilder()
                .setName("in")
                .setAddress(address(0))
                .addFilterChains(FilterChain.newBuilder()
                        .addFilters(Filter.newBuilder()
                                .setName("envoy.filters.network.http_connection_manager")
                                .setTypedConfig(any(manager))))
                .build();
    }

    private static Cluster.Builder cluster(String name, int port) {
        ClusterLoadAssignment.Builder endpoints =
                ClusterLoadAssignment.newBuilder().setClusterName(name);
        if (port > 0) {
            endpoints.addEndpoints(LocalityLbEndpoints.newBuilder()
                    .addLbEndpoints(LbEndpoint.newBuilder()
                            .setEndpoint(Endpoint.newBuilder()
                                    .setHostname("endpoint.test")
                                    .setAddress(address(port)))));
        }
        UInt32Value many = UInt32Value.of(10_000);
        return Cluster.newBuilder()
                .setName(name)
                .setType(Cluster.DiscoveryType.STATIC)
                .setLoadAssignment(endpoints)
                .setCircuitBreakers(CircuitBreakers.newBuilder()
                        .addThresholds(CircuitBreakers.Thresholds.newBuilder().setMaxRetries(many)));
    }

    private static Cluster h1(Cluster.Builder cluster, boolean reuse) {
        HttpProtocolOptions.Builder options = options(reuse);
        options.getExplicitHttpConfigBuilder()
                .setHttpProtocolOptions(Http1ProtocolOptions.newBuilder().setEnableTrailers(true));
        return speaking(cluster, options.build());
    }

    private static Cluster h2(Cluster.Builder cluster, boolean reuse) {
        HttpProtocolOptions.Builder options = options(reuse);
        options.getExplicitHttpConfigBuilder().setHttp2ProtocolOptions(Http2ProtocolOptions.getDefaultInstance());
        return speaking(cluster, options.build());
    }

    private static HttpProtocolOptions.Builder options(boolean reuse) {
        HttpProtocolOptions.Builder options = HttpProtocolOptions.newBuilder();
        if (!reuse) {
            options.getCommonHttpProtocolOptionsBuilder().setMaxRequestsPerConnection(UInt32Value.of(1));
        }
        return options;
    }

    private static Cluster speaking(Cluster.Builder cluster, HttpProtocolOptions options) {
        return cluster.putTypedExtensionProtocolOptions(
                        "envoy.extensions.upstreams.http.v3.HttpProtocolOptions", any(options))
                .build();
    }

    private static Address address(int port) {
        return Address.newBuilder()
                .setSocketAddress(
                        SocketAddress.newBuilder().setAddress("127.0.0.1").setPortValue(port))
                .build();
    }

    static Any any(Message message) {
        return Any.pack(message);
    }
}
