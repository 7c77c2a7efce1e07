// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.endpoint;

import java.util.List;
import java.util.Objects;

/**
 * The endpoints of a cluster ({@code endpoint.v3.ClusterLoadAssignment}).
 *
 * @param clusterName            not empty
 * @param localities             in wire order; several may have the same priority
 * @param overprovisioningFactor percent; how much healthy hosts are trusted to take over; default 140
 * @param weightedPriorityHealth {@code weighted_priority_health}: hosts count by weight in a priority's health
 */
public record EndpointAssignment(
        String clusterName,
        List<LocalityEndpoints> localities,
        int overprovisioningFactor,
        boolean weightedPriorityHealth) {
    /** Envoy's {@code overprovisioning_factor}. */
    public static final int DEFAULT_OVERPROVISIONING = 140;

    public EndpointAssignment {
        Objects.requireNonNull(clusterName);
        localities = List.copyOf(localities);
    }

    /** An assignment without endpoints. */
    public static EndpointAssignment empty(String clusterName) {
        return new EndpointAssignment(clusterName, List.of(), DEFAULT_OVERPROVISIONING, false);
    }

    /** All endpoints, in wire order. */
    public List<EndpointConfig> endpoints() {
        return localities.stream().flatMap(l -> l.endpoints().stream()).toList();
    }
}
