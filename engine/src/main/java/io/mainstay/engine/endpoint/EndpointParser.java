// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.endpoint;

import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.mainstay.engine.core.Address;
import io.mainstay.engine.core.AddressParser;
import io.mainstay.engine.core.MetadataParser;
import io.mainstay.engine.core.NodeParser;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code endpoint.v3.ClusterLoadAssignment}. */
public final class EndpointParser {
    private static final MessageTable ENDPOINT = MessageTable.of("envoy.config.endpoint.v3.Endpoint")
            .message(1, "address", () -> AddressParser.TABLE)
            .inert(2, "health_check_config", "there are no active health checks")
            .value(3, "hostname")
            .rejectedList(4, "additional_addresses", "give one address")
            .build();

    private static final MessageTable LB_ENDPOINT = MessageTable.of("envoy.config.endpoint.v3.LbEndpoint")
            .message(1, "endpoint", () -> ENDPOINT)
            .value(2, "health_status")
            .message(3, "metadata", () -> MetadataParser.TABLE)
            .value(4, "load_balancing_weight")
            .rejected(5, "endpoint_name", "give endpoint")
            .build();

    private static final MessageTable LOCALITY = MessageTable.of("envoy.config.endpoint.v3.LocalityLbEndpoints")
            .message(1, "locality", () -> NodeParser.LOCALITY_TABLE)
            .messages(2, "lb_endpoints", () -> LB_ENDPOINT)
            .value(3, "load_balancing_weight")
            .value(5, "priority")
            .inert(6, "proximity", "Envoy does not use it either")
            .rejected(7, "load_balancer_endpoints", "use lb_endpoints")
            .rejected(8, "leds_cluster_locality_config", "use lb_endpoints")
            .message(9, "metadata", () -> MetadataParser.TABLE)
            .build();

    private static final MessageTable POLICY = MessageTable.of("envoy.config.endpoint.v3.ClusterLoadAssignment.Policy")
            .rejectedList(2, "drop_overloads", "not supported")
            .value(3, "overprovisioning_factor")
            .rejected(4, "endpoint_stale_after", "not supported")
            .value(6, "weighted_priority_health")
            .build();

    public static final MessageTable TABLE = MessageTable.of("envoy.config.endpoint.v3.ClusterLoadAssignment")
            .value(1, "cluster_name")
            .messages(2, "endpoints", () -> LOCALITY)
            .message(4, "policy", () -> POLICY)
            .rejectedList(5, "named_endpoints", "give endpoint")
            .build();

    private static final int MAX_PRIORITY = 128;

    private final boolean names;

    private EndpointParser(boolean names) {
        this.names = names;
    }

    /** Endpoints whose addresses are IP literals or pipes. */
    public static EndpointAssignment parse(ClusterLoadAssignment assignment, Problems problems) {
        return new EndpointParser(false).assignment(assignment, problems);
    }

    /** Endpoints whose hosts are names to resolve. */
    public static EndpointAssignment parseNamed(ClusterLoadAssignment assignment, Problems problems) {
        return new EndpointParser(true).assignment(assignment, problems);
    }

    private EndpointAssignment assignment(ClusterLoadAssignment assignment, Problems problems) {
        List<LocalityEndpoints> localities = new ArrayList<>(assignment.getEndpointsCount());
        long[] weights = new long[MAX_PRIORITY + 1];
        for (int i = 0; i < assignment.getEndpointsCount(); i++) {
            LocalityEndpoints locality = locality(assignment.getEndpoints(i), problems.in("endpoints", i));
            long before = weights[locality.priority()];
            weights[locality.priority()] += locality.weight();
            if (before <= Read.Range.ANY.to() && weights[locality.priority()] > Read.Range.ANY.to()) {
                problems.invalid(
                        "endpoints",
                        "the locality weights of priority " + locality.priority() + " sum to more than "
                                + Read.Range.ANY.to());
            }
            localities.add(locality);
        }
        return new EndpointAssignment(
                Read.required(assignment.getClusterName(), problems, "cluster_name"),
                localities,
                Read.number(
                        assignment.getPolicy().hasOverprovisioningFactor(),
                        assignment.getPolicy().getOverprovisioningFactor(),
                        EndpointAssignment.DEFAULT_OVERPROVISIONING,
                        Read.Range.POSITIVE,
                        problems.in("policy"),
                        "overprovisioning_factor"),
                assignment.getPolicy().getWeightedPriorityHealth());
    }

    private LocalityEndpoints locality(LocalityLbEndpoints locality, Problems problems) {
        List<EndpointConfig> endpoints = new ArrayList<>(locality.getLbEndpointsCount());
        long weights = 0;
        for (int i = 0; i < locality.getLbEndpointsCount(); i++) {
            EndpointConfig endpoint = endpoint(locality.getLbEndpoints(i), problems.in("lb_endpoints", i));
            endpoints.add(endpoint);
            weights += endpoint.weight();
        }
        if (weights > Read.Range.ANY.to()) {
            problems.invalid("lb_endpoints", "the weights sum to more than " + Read.Range.ANY.to());
        }
        return new LocalityEndpoints(
                NodeParser.locality(locality.getLocality()),
                Math.min(
                        Read.number(locality.getPriority(), Read.Range.of(0, MAX_PRIORITY), problems, "priority"),
                        MAX_PRIORITY),
                Read.number(
                        locality.hasLoadBalancingWeight(),
                        locality.getLoadBalancingWeight(),
                        0,
                        Read.Range.POSITIVE,
                        problems,
                        "load_balancing_weight"),
                endpoints,
                MetadataParser.parse(locality.getMetadata()));
    }

    private EndpointConfig endpoint(LbEndpoint endpoint, Problems problems) {
        Problems at = problems.in("endpoint");
        Address address = names
                ? AddressParser.parseNamed(endpoint.getEndpoint().getAddress(), at.in("address"))
                : AddressParser.parse(endpoint.getEndpoint().getAddress(), at.in("address"));
        return new EndpointConfig(
                address,
                endpoint.getEndpoint().getHostname(),
                Read.number(
                        endpoint.hasLoadBalancingWeight(),
                        endpoint.getLoadBalancingWeight(),
                        1,
                        Read.Range.POSITIVE,
                        problems,
                        "load_balancing_weight"),
                health(endpoint, problems),
                MetadataParser.parse(endpoint.getMetadata()));
    }

    private static HealthStatus health(LbEndpoint endpoint, Problems problems) {
        return switch (endpoint.getHealthStatus()) {
            case UNKNOWN -> HealthStatus.UNKNOWN;
            case HEALTHY -> HealthStatus.HEALTHY;
            case UNHEALTHY -> HealthStatus.UNHEALTHY;
            case DRAINING -> HealthStatus.DRAINING;
            case TIMEOUT -> HealthStatus.TIMEOUT;
            case DEGRADED -> HealthStatus.DEGRADED;
            case UNRECOGNIZED -> {
                problems.invalid("health_status", "unknown value " + endpoint.getHealthStatusValue());
                yield HealthStatus.UNKNOWN;
            }
        };
    }
}
