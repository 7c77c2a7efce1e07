// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;

/** Network filters: HTTP connection managers and TCP proxies. */
final class Managers {
    private static final String MANAGER =
            "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";

    private Managers() {}

    /** HTTP for a workload: its one cluster is the application. */
    static Filter inbound(String statPrefix, RouteConfiguration routes) {
        return filter(manager(statPrefix)
                .setRouteConfig(routes)
                .setForwardClientCertDetails(HttpConnectionManager.ForwardClientCertDetails.SANITIZE_SET)
                .setSetCurrentClientCertDetails(HttpConnectionManager.SetCurrentClientCertDetails.newBuilder()
                        .setUri(true))
                .build());
    }

    /** HTTP of a workload, to one service port. */
    static Filter outbound(String statPrefix, String routeTable) {
        return filter(manager(statPrefix).setRds(rds(routeTable)).build());
    }

    /** HTTP from outside the mesh: nothing it says of itself is believed. */
    static Filter edge(String statPrefix, String routeTable) {
        return filter(manager(statPrefix)
                .setRds(rds(routeTable))
                .setUseRemoteAddress(BoolValue.of(true))
                .setRequestHeadersTimeout(Wire.seconds(10))
                .build());
    }

    static Filter tcp(String statPrefix, String cluster) {
        return Filter.newBuilder()
                .setName("envoy.filters.network.tcp_proxy")
                .setTypedConfig(Wire.any(
                        "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
                        TcpProxy.newBuilder()
                                .setStatPrefix(statPrefix)
                                .setCluster(cluster)
                                .build()))
                .build();
    }

    private static HttpConnectionManager.Builder manager(String statPrefix) {
        return HttpConnectionManager.newBuilder()
                .setStatPrefix(statPrefix)
                .setCodecType(HttpConnectionManager.CodecType.AUTO)
                .setNormalizePath(BoolValue.of(true))
                .setServerHeaderTransformation(HttpConnectionManager.ServerHeaderTransformation.PASS_THROUGH)
                .addUpgradeConfigs(
                        HttpConnectionManager.UpgradeConfig.newBuilder().setUpgradeType("websocket"))
                .addHttpFilters(HttpFilter.newBuilder()
                        .setName("envoy.filters.http.router")
                        .setTypedConfig(Wire.any(
                                "envoy.extensions.filters.http.router.v3.Router", Router.getDefaultInstance())));
    }

    private static Rds rds(String routeTable) {
        return Rds.newBuilder()
                .setConfigSource(Wire.ads())
                .setRouteConfigName(routeTable)
                .build();
    }

    private static Filter filter(HttpConnectionManager manager) {
        return Filter.newBuilder()
                .setName("envoy.filters.network.http_connection_manager")
                .setTypedConfig(Wire.any(MANAGER, manager))
                .build();
    }
}
