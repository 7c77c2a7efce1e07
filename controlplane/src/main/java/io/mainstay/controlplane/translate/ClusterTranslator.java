// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.OutlierDetection;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.type.v3.Percent;
import io.mainstay.controlplane.state.Protocol;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsResource;
import java.util.List;

/** Clusters, with the mesh's defaults: a budget of retries, ejection by consecutive errors, a limit on connect time. */
final class ClusterTranslator {
    private static final String HTTP_OPTIONS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
    /** Envoy's default; a handshake with a process that has just begun takes its time on a busy machine. */
    private static final int CONNECT_SECONDS = 5;
    /** All of them: when fewer than half are left the proxy panics and calls all again, so ejection never takes a service away. */
    private static final int MAX_EJECTED_PERCENT = 100;

    /** Half of a small service's calls may have to be repeated when one of two hosts goes silent; what is many calls is bounded by the share. */
    private static final int FEWEST_RETRIES = 50;

    private static final int MANY = 1 << 20;

    private ClusterTranslator() {}

    static XdsResource outbound(ClusterKey key) {
        Cluster.Builder cluster = cluster(Names.outboundCluster(key.target()), key.protocol())
                .setType(Cluster.DiscoveryType.EDS)
                .setEdsClusterConfig(Cluster.EdsClusterConfig.newBuilder().setEdsConfig(Wire.ads()))
                .setLbPolicy(Cluster.LbPolicy.LEAST_REQUEST)
                .setCircuitBreakers(breakers())
                .setOutlierDetection(outliers());
        if (key.tls()) {
            List<String> alpn = key.protocol().isHttp() ? List.of(Wire.word(key.protocol())) : List.of();
            cluster.setTransportSocket(TlsContexts.upstream(
                    key.identities(), key.target().service().host(), alpn));
        }
        return XdsResource.of(cluster.getName(), TypeUrls.CLUSTER, cluster.build());
    }

    /** The application itself: never ejected, for there is no other. */
    static XdsResource inbound(InboundClusterKey key) {
        Cluster cluster = cluster(key.name(), key.protocol())
                .setType(Cluster.DiscoveryType.STATIC)
                .setCircuitBreakers(CircuitBreakers.newBuilder()
                        .addThresholds(CircuitBreakers.Thresholds.newBuilder()
                                .setMaxConnections(Wire.uint(MANY))
                                .setMaxPendingRequests(Wire.uint(MANY))
                                .setMaxRequests(Wire.uint(MANY))))
                .setLoadAssignment(ClusterLoadAssignment.newBuilder()
                        .setClusterName(key.name())
                        .addEndpoints(LocalityLbEndpoints.newBuilder()
                                .addLbEndpoints(LbEndpoint.newBuilder()
                                        .setEndpoint(Endpoint.newBuilder()
                                                .setAddress(Wire.address(key.address(), key.port()))))))
                .build();
        return XdsResource.of(key.name(), TypeUrls.CLUSTER, cluster);
    }

    private static Cluster.Builder cluster(String name, Protocol protocol) {
        Cluster.Builder cluster = Cluster.newBuilder().setName(name).setConnectTimeout(Wire.seconds(CONNECT_SECONDS));
        if (protocol.isHttp()) {
            HttpProtocolOptions.ExplicitHttpConfig.Builder explicit =
                    HttpProtocolOptions.ExplicitHttpConfig.newBuilder();
            if (protocol.isHttp2()) {
                explicit.setHttp2ProtocolOptions(Http2ProtocolOptions.getDefaultInstance());
            } else {
                explicit.setHttpProtocolOptions(Http1ProtocolOptions.getDefaultInstance());
            }
            cluster.putTypedExtensionProtocolOptions(
                    HTTP_OPTIONS,
                    Wire.any(
                            HTTP_OPTIONS,
                            HttpProtocolOptions.newBuilder()
                                    .setExplicitHttpConfig(explicit)
                                    .build()));
        }
        return cluster;
    }

    private static CircuitBreakers breakers() {
        return CircuitBreakers.newBuilder()
                .addThresholds(CircuitBreakers.Thresholds.newBuilder()
                        .setRetryBudget(CircuitBreakers.Thresholds.RetryBudget.newBuilder()
                                .setBudgetPercent(Percent.newBuilder().setValue(20))
                                .setMinRetryConcurrency(Wire.uint(FEWEST_RETRIES))))
                .build();
    }

    private static OutlierDetection outliers() {
        return OutlierDetection.newBuilder()
                .setConsecutive5Xx(Wire.uint(5))
                .setConsecutiveGatewayFailure(Wire.uint(5))
                .setEnforcingConsecutiveGatewayFailure(Wire.uint(100))
                .setInterval(Wire.seconds(10))
                .setBaseEjectionTime(Wire.seconds(30))
                .setMaxEjectionPercent(Wire.uint(MAX_EJECTED_PERCENT))
                .build();
    }
}
