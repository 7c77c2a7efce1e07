// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import io.mainstay.engine.core.AccessLogConfig;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Connects bytes to a cluster ({@code tcp_proxy.v3.TcpProxy}).
 *
 * @param clusters              one with weight 1, or {@code weighted_clusters}; weights at least 1
 * @param idleTimeout           no byte either way for so long closes; zero: none; default 1 h
 * @param maxConnectAttempts    at least 1; default 1
 * @param maxConnectionDuration {@code max_downstream_connection_duration}; zero: none
 */
public record TcpProxyConfig(
        String statPrefix,
        List<ClusterWeight> clusters,
        Duration idleTimeout,
        int maxConnectAttempts,
        Duration maxConnectionDuration,
        List<AccessLogConfig> accessLog)
        implements NetworkFilterConfig {
    public TcpProxyConfig {
        Objects.requireNonNull(statPrefix);
        clusters = List.copyOf(clusters);
        Objects.requireNonNull(idleTimeout);
        Objects.requireNonNull(maxConnectionDuration);
        accessLog = List.copyOf(accessLog);
    }

    /** The cluster for a connection, by a uniform 64-bit draw. */
    public String chooseCluster(long draw) {
        if (clusters.size() == 1) {
            return clusters.getFirst().name();
        }
        long total = 0;
        for (int i = 0; i < clusters.size(); i++) {
            total += clusters.get(i).weight();
        }
        long rest = Long.remainderUnsigned(draw, total);
        for (int i = 0; i < clusters.size(); i++) {
            rest -= clusters.get(i).weight();
            if (rest < 0) {
                return clusters.get(i).name();
            }
        }
        throw new IllegalStateException("weights changed");
    }

    /**
     * One of the clusters.
     *
     * @param weight share among the others, at least 1
     */
    public record ClusterWeight(String name, int weight) {
        public ClusterWeight {
            Objects.requireNonNull(name);
        }
    }
}
