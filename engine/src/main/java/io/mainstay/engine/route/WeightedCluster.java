// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.core.HeaderEdits;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One share of a {@code weighted_clusters} ({@code WeightedCluster.ClusterWeight}).
 *
 * @param weight             0..2^32-1
 * @param hostRewriteLiteral empty: as the route says
 */
public record WeightedCluster(
        String name,
        long weight,
        HeaderEdits requestEdits,
        HeaderEdits responseEdits,
        String hostRewriteLiteral,
        Map<String, FilterOverride> filterConfigs) {
    public WeightedCluster {
        Objects.requireNonNull(name);
        Objects.requireNonNull(requestEdits);
        Objects.requireNonNull(responseEdits);
        Objects.requireNonNull(hostRewriteLiteral);
        filterConfigs = Collections.unmodifiableMap(new LinkedHashMap<>(filterConfigs));
    }

    public static WeightedCluster of(String name, long weight) {
        return new WeightedCluster(name, weight, HeaderEdits.NONE, HeaderEdits.NONE, "", Map.of());
    }
}
