// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.cluster;

import java.util.Objects;

/**
 * How an endpoint is chosen.
 *
 * @param panicThresholdPercent  {@code healthy_panic_threshold}: below this share of healthy hosts in a priority, health is ignored;
 *                               0..100, 0 never; default 50
 * @param localityWeighted       {@code locality_weighted_lb_config}: localities share by their weights
 * @param closeOnHostSetChange   {@code close_connections_on_host_set_change}
 * @param choiceCount            hosts compared by LEAST_REQUEST; at least 2, default 2
 * @param activeRequestBias      LEAST_REQUEST with unequal weights: weight / (active + 1) ^ bias; 0.., default 1.0
 */
public record LoadBalancing(
        Policy policy,
        double panicThresholdPercent,
        boolean localityWeighted,
        boolean closeOnHostSetChange,
        int choiceCount,
        double activeRequestBias) {
    /** Envoy's. */
    public static final LoadBalancing DEFAULT = new LoadBalancing(Policy.ROUND_ROBIN, 50, false, false, 2, 1.0);

    public LoadBalancing {
        Objects.requireNonNull(policy);
    }

    /** {@code LbPolicy}; others are rejected. */
    public enum Policy {
        ROUND_ROBIN,
        LEAST_REQUEST,
        RANDOM
    }
}
