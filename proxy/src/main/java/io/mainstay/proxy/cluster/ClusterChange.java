// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.endpoint.EndpointAssignment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one update does to the clusters; published as a whole.
 *
 * @param put         clusters that are new or configured anew, in order; unchanged ones may be among them
 * @param removed     names of clusters that go; unknown ones are ignored
 * @param assignments endpoints by EDS service name; those nobody asks for are kept for a cluster to come
 * @param unassigned  EDS service names whose assignment is withdrawn
 */
public record ClusterChange(
        List<ClusterConfig> put,
        Set<String> removed,
        Map<String, EndpointAssignment> assignments,
        Set<String> unassigned) {
    public ClusterChange {
        put = List.copyOf(put);
        removed = Set.copyOf(removed);
        assignments = Collections.unmodifiableMap(new LinkedHashMap<>(assignments));
        unassigned = Set.copyOf(unassigned);
    }

    /** Clusters only. */
    public static ClusterChange put(List<ClusterConfig> clusters) {
        return new ClusterChange(clusters, Set.of(), Map.of(), Set.of());
    }

    /** Endpoints only. */
    public static ClusterChange assign(Map<String, EndpointAssignment> assignments) {
        return new ClusterChange(List.of(), Set.of(), assignments, Set.of());
    }
}
