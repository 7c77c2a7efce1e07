// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.cluster;

import java.util.Objects;
import java.util.Optional;

/**
 * Limits on what a cluster is asked at once ({@code CircuitBreakers}).
 *
 * @param standard          for requests of priority DEFAULT
 * @param high              for requests of priority HIGH
 * @param perHostConnections {@code per_host_thresholds.max_connections}; no limit: {@link Integer#MAX_VALUE}
 */
public record CircuitBreakers(Thresholds standard, Thresholds high, int perHostConnections) {
    /** Envoy's. */
    public static final CircuitBreakers DEFAULT =
            new CircuitBreakers(Thresholds.DEFAULT, Thresholds.DEFAULT, Integer.MAX_VALUE);

    public CircuitBreakers {
        Objects.requireNonNull(standard);
        Objects.requireNonNull(high);
    }

    /**
     * {@code CircuitBreakers.Thresholds}. Without a limit: {@link Integer#MAX_VALUE}.
     *
     * @param maxConnections     default 1024
     * @param maxPendingRequests waiting for a connection; default 1024
     * @param maxRequests        active; default 1024
     * @param maxRetries         active; default 3; not used when there is a budget
     * @param retryBudget        {@code retry_budget}
     * @param trackRemaining     show what is left as gauges
     */
    public record Thresholds(
            int maxConnections,
            int maxPendingRequests,
            int maxRequests,
            int maxRetries,
            Optional<RetryBudget> retryBudget,
            boolean trackRemaining) {
        /** Envoy's. */
        public static final Thresholds DEFAULT = new Thresholds(1024, 1024, 1024, 3, Optional.empty(), false);

        public Thresholds {
            Objects.requireNonNull(retryBudget);
        }
    }

    /**
     * {@code RetryBudget}: retries may be this share of active and pending requests.
     *
     * @param budgetPercent       0..100; default 20
     * @param minRetryConcurrency allowed whatever the share; default 3
     */
    public record RetryBudget(double budgetPercent, int minRetryConcurrency) {}
}
