// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import io.mainstay.engine.cluster.CircuitBreakers.RetryBudget;
import io.mainstay.engine.cluster.CircuitBreakers.Thresholds;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Limits of a cluster for one routing priority, counted over all event loops. Whoever acquires releases on the same object, whatever
 * happens to the cluster's configuration in between: counts outlive limits.
 */
public final class CircuitBreaker {
    /** What is limited. */
    public enum Resource {
        /** Upstream connections. A pool that has none makes one anyway, as Envoy's does: {@link #acquire}. */
        CONNECTIONS(0),
        /** Streams waiting for a connection. */
        PENDING(1),
        /** Streams in flight. */
        REQUESTS(2),
        /** Retries in flight. */
        RETRIES(3);

        private final int slot;

        Resource(int slot) {
            this.slot = slot;
        }
    }

    private static final int RESOURCES = Resource.values().length;

    private final PaddedLongs active = new PaddedLongs(RESOURCES);
    private final Map<Resource, LongAdder> overflows = new EnumMap<>(Resource.class);
    private volatile Thresholds thresholds;

    CircuitBreaker(Thresholds thresholds) {
        this.thresholds = thresholds;
        for (Resource resource : Resource.values()) {
            overflows.put(resource, new LongAdder());
        }
    }

    /** Takes one, or counts an overflow and refuses. */
    public boolean tryAcquire(Resource resource) {
        boolean taken = active.tryIncrement(resource.slot, limit(resource));
        if (!taken) {
            overflowsOf(resource).increment();
        }
        return taken;
    }

    /** Takes one even beyond the limit: for a pool's first connection, without which nothing would ever flow. */
    public void acquire(Resource resource) {
        active.add(resource.slot, 1);
    }

    /** Gives back one that was taken. */
    public void release(Resource resource) {
        active.add(resource.slot, -1);
    }

    /** How many are taken. */
    public long active(Resource resource) {
        return active.get(resource.slot);
    }

    /** How often one was refused. */
    public long overflows(Resource resource) {
        return overflowsOf(resource).sum();
    }

    private LongAdder overflowsOf(Resource resource) {
        return Objects.requireNonNull(overflows.get(resource));
    }

    /** The limit that holds now; that of retries moves with the load when there is a budget. */
    public long limit(Resource resource) {
        Thresholds now = thresholds;
        return switch (resource) {
            case CONNECTIONS -> now.maxConnections();
            case PENDING -> now.maxPendingRequests();
            case REQUESTS -> now.maxRequests();
            case RETRIES -> retryLimit(now);
        };
    }

    private long retryLimit(Thresholds now) {
        @Nullable RetryBudget budget = now.retryBudget().orElse(null);
        if (budget == null) {
            return now.maxRetries();
        }
        long load = active(Resource.REQUESTS) + active(Resource.PENDING);
        return Math.max((long) (budget.budgetPercent() / 100.0 * load), budget.minRetryConcurrency());
    }

    /** Config thread: new limits over the same counts. */
    void configure(Thresholds newThresholds) {
        thresholds = newThresholds;
    }
}
