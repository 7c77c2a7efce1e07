// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.mainstay.engine.core.AccessLogParser;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import io.mainstay.model.ConfigProblem.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code tcp_proxy.v3.TcpProxy}. */
final class TcpProxyParser {
    private static final MessageTable CLUSTER_WEIGHT = MessageTable.of(
                    "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.WeightedCluster.ClusterWeight")
            .value(1, "name")
            .value(2, "weight")
            .rejected(3, "metadata_match", "there are no subsets")
            .build();

    private static final MessageTable WEIGHTED = MessageTable.of(
                    "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.WeightedCluster")
            .messages(1, "clusters", () -> CLUSTER_WEIGHT)
            .build();

    static final MessageTable TABLE = MessageTable.of("envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy")
            .value(1, "stat_prefix")
            .value(2, "cluster")
            .rejected(3, "downstream_idle_timeout", "use idle_timeout")
            .rejected(4, "upstream_idle_timeout", "use idle_timeout")
            .messages(5, "access_log", () -> AccessLogParser.TABLE)
            .value(7, "max_connect_attempts")
            .value(8, "idle_timeout")
            .rejected(9, "metadata_match", "there are no subsets")
            .message(10, "weighted_clusters", () -> WEIGHTED)
            .inertList(11, "hash_policy", "no balancer that hashes is supported, and the others ignore it in Envoy too")
            .rejected(12, "tunneling_config", "not supported")
            .value(13, "max_downstream_connection_duration")
            .rejected(14, "on_demand", "not supported")
            .rejected(15, "access_log_flush_interval", "a connection is logged when it ends")
            .rejected(16, "flush_access_log_on_connected", "a connection is logged when it ends")
            .rejected(17, "access_log_options", "a connection is logged when it ends")
            .rejected(18, "backoff_options", "attempts follow each other at once")
            .rejectedList(19, "proxy_protocol_tlvs", "there is no PROXY protocol")
            .rejected(20, "max_downstream_connection_duration_jitter_percentage", "not supported")
            .build();

    private static final Duration DEFAULT_IDLE = Duration.ofHours(1);

    private TcpProxyParser() {}

    static TcpProxyConfig parse(TcpProxy proxy, Problems problems) {
        return new TcpProxyConfig(
                Read.required(proxy.getStatPrefix(), problems, "stat_prefix"),
                clusters(proxy, problems),
                Read.duration(proxy.hasIdleTimeout(), proxy.getIdleTimeout(), DEFAULT_IDLE, problems, "idle_timeout"),
                Read.number(
                        proxy.hasMaxConnectAttempts(),
                        proxy.getMaxConnectAttempts(),
                        1,
                        Read.Range.POSITIVE,
                        problems,
                        "max_connect_attempts"),
                Read.positive(
                        proxy.hasMaxDownstreamConnectionDuration(),
                        proxy.getMaxDownstreamConnectionDuration(),
                        Duration.ZERO,
                        problems,
                        "max_downstream_connection_duration"),
                AccessLogParser.parse(proxy.getAccessLogList(), problems, "access_log"));
    }

    private static List<TcpProxyConfig.ClusterWeight> clusters(TcpProxy proxy, Problems problems) {
        return switch (proxy.getClusterSpecifierCase()) {
            case CLUSTER ->
                List.of(new TcpProxyConfig.ClusterWeight(Read.required(proxy.getCluster(), problems, "cluster"), 1));
            case WEIGHTED_CLUSTERS -> {
                List<TcpProxyConfig.ClusterWeight> clusters = new ArrayList<>();
                Problems at = problems.in("weighted_clusters");
                for (int i = 0; i < proxy.getWeightedClusters().getClustersCount(); i++) {
                    var weight = proxy.getWeightedClusters().getClusters(i);
                    Problems one = at.in("clusters", i);
                    clusters.add(new TcpProxyConfig.ClusterWeight(
                            Read.required(weight.getName(), one, "name"),
                            Read.number(weight.getWeight(), Read.Range.POSITIVE, one, "weight")));
                }
                if (clusters.isEmpty()) {
                    at.missing("clusters");
                }
                yield clusters;
            }
            case CLUSTERSPECIFIER_NOT_SET -> {
                problems.add(Code.MISSING, "one of cluster, weighted_clusters is required");
                yield List.of();
            }
        };
    }
}
