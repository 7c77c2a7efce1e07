// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Endpoints by locality, the caller's own zone first, then its region, then the rest. */
final class EndpointTranslator {
    private EndpointTranslator() {}

    static XdsResource translate(EndpointsKey key) {
        Map<Integer, Map<String, List<EndpointsKey.Endpoint>>> byDistance = new TreeMap<>();
        for (EndpointsKey.Endpoint endpoint : key.endpoints()) {
            byDistance
                    .computeIfAbsent(distance(key.caller(), endpoint.locality()), _ -> new TreeMap<>())
                    .computeIfAbsent(endpoint.locality().toString(), _ -> new ArrayList<>())
                    .add(endpoint);
        }
        String name = Names.outboundCluster(key.target());
        ClusterLoadAssignment.Builder assignment =
                ClusterLoadAssignment.newBuilder().setClusterName(name);
        int priority = 0;
        for (Map<String, List<EndpointsKey.Endpoint>> localities : byDistance.values()) {
            for (List<EndpointsKey.Endpoint> endpoints : localities.values()) {
                assignment.addEndpoints(locality(endpoints, priority));
            }
            priority++;
        }
        return XdsResource.of(name, TypeUrls.ENDPOINT, assignment.build());
    }

    private static int distance(io.mainstay.model.Locality caller, io.mainstay.model.Locality endpoint) {
        if (caller.region().isEmpty() && caller.zone().isEmpty()) {
            return 0;
        }
        if (!caller.region().equals(endpoint.region())) {
            return 2;
        }
        return caller.zone().equals(endpoint.zone()) ? 0 : 1;
    }

    private static LocalityLbEndpoints locality(List<EndpointsKey.Endpoint> endpoints, int priority) {
        io.mainstay.model.Locality where = endpoints.getFirst().locality();
        LocalityLbEndpoints.Builder locality = LocalityLbEndpoints.newBuilder()
                .setPriority(priority)
                .setLoadBalancingWeight(Wire.uint(endpoints.stream()
                        .mapToInt(EndpointsKey.Endpoint::weight)
                        .sum()))
                .setLocality(Locality.newBuilder()
                        .setRegion(where.region())
                        .setZone(where.zone())
                        .setSubZone(where.subZone()));
        for (EndpointsKey.Endpoint endpoint : endpoints) {
            locality.addLbEndpoints(LbEndpoint.newBuilder()
                    .setEndpoint(Endpoint.newBuilder().setAddress(Wire.address(endpoint.address(), endpoint.port())))
                    .setHealthStatus(endpoint.healthy() ? HealthStatus.HEALTHY : HealthStatus.UNHEALTHY)
                    .setLoadBalancingWeight(Wire.uint(endpoint.weight()))
                    .setMetadata(Wire.metadata(endpoint.workload(), false)));
        }
        return locality.build();
    }
}
