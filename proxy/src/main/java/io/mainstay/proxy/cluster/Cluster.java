// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import io.mainstay.engine.Observed;
import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.core.RoutingPriority;
import java.util.List;
import java.util.Optional;

/**
 * A cluster as event loops see it: one configuration and the endpoints of this moment. Shared by all loops. A new configuration makes a new
 * object; breakers, and endpoints that can still be reached in the same way, are carried over, so whoever holds an old one may finish
 * with it.
 */
public final class Cluster {
    private final ClusterConfig config;
    private final Shared shared;
    private final Optional<OutlierStats> outlierStats;
    private volatile HostSet hosts;
    private volatile boolean initialized;

    /** What outlives a configuration. */
    record Shared(CircuitBreaker standard, CircuitBreaker high, ClusterStats stats, HoldHook holdHook) {}

    Cluster(ClusterConfig config, Shared shared, Optional<OutlierStats> outlierStats) {
        this.config = config;
        this.shared = shared;
        this.outlierStats = outlierStats;
        this.hosts = HostSet.of(config.loadBalancing(), List.of(), 100, false, 0);
    }

    public String name() {
        return config.name();
    }

    public ClusterConfig config() {
        return config;
    }

    /** The endpoints now. */
    public HostSet hosts() {
        return hosts;
    }

    /** Whether its endpoints are known, even if there are none: assigned, or resolved once. */
    public boolean initialized() {
        return initialized;
    }

    /** The breaker that counts requests of a priority. */
    public CircuitBreaker breaker(RoutingPriority priority) {
        return priority == RoutingPriority.HIGH ? shared.high : shared.standard;
    }

    public ClusterStats stats() {
        return shared.stats;
    }

    /** Counters of outlier detection; empty when it is not configured. */
    public Optional<OutlierStats> outlierStats() {
        return outlierStats;
    }

    /** What to do with a stream for which {@link #choose} found nothing. */
    public HoldHook holdHook() {
        return shared.holdHook;
    }

    /** The endpoint for a stream; empty when there is none to choose. */
    public Optional<Endpoint> choose(Observed observed) {
        return choose(observed, List.of());
    }

    /**
     * The endpoint for another attempt of a stream.
     *
     * @param tried endpoints that were tried before and are avoided as long as others can be found; few
     */
    public Optional<Endpoint> choose(Observed observed, List<Endpoint> tried) {
        Optional<Endpoint> chosen = EndpointChoice.choose(hosts, observed, tried);
        if (chosen.isEmpty()) {
            stats().increment(ClusterStats.Counter.UPSTREAM_CX_NONE_HEALTHY);
        }
        return chosen;
    }

    Shared shared() {
        return shared;
    }

    /** Config thread: publishes endpoints. */
    void publish(HostSet next) {
        hosts = next;
        initialized = true;
    }

    @Override
    public String toString() {
        return name();
    }
}
