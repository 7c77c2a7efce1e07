// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.config;

import io.mainstay.engine.route.RouteTable;
import io.mainstay.proxy.cluster.Cluster;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What every worker routes by, as of one accepted configuration. Shared by all loops; a stream reads it once and keeps it. Endpoints change beneath its clusters.
 *
 * @param version of the configuration, for admin and logs; opaque
 * @param routeTables by name, for connection managers that take theirs by name
 * @param clusters by name
 */
public record ProxySnapshot(String version, Map<String, RouteTable> routeTables, Map<String, Cluster> clusters) {
    /** Nothing configured yet. */
    public static final ProxySnapshot EMPTY = new ProxySnapshot("", Map.of(), Map.of());

    public ProxySnapshot {
        routeTables = Collections.unmodifiableMap(new LinkedHashMap<>(routeTables));
        // Not copied: the directory publishes an immutable map, and its identity tells whether anything changed.
        clusters = Collections.unmodifiableMap(clusters);
    }
}
