// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.state;

import io.mainstay.controlplane.resource.ResourceKey;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that is known of one mesh, as of one revision of the store and one reading of the leases. Shared by all who translate.
 *
 * @param mesh       the tenant
 * @param revision   of the store
 * @param unhealthy  workloads whose host has not been heard of in time
 * @param routes     rules for calls to a service's port; a port that is absent goes to its own service
 * @param statuses   of every resource
 * @param index      of services and workloads
 */
public record MeshSnapshot(
        String mesh,
        String trustDomain,
        long revision,
        SortedMap<ServiceName, MeshService> services,
        SortedMap<WorkloadName, MeshWorkload> workloads,
        Set<WorkloadName> unhealthy,
        SortedMap<ServicePortName, List<HttpRule>> routes,
        List<MeshGateway> gateways,
        MtlsPolicies mtls,
        SortedMap<ResourceKey, ResourceStatus> statuses,
        MeshIndex index) {
    public MeshSnapshot {
        Objects.requireNonNull(mesh);
        Objects.requireNonNull(trustDomain);
        Objects.requireNonNull(mtls);
        services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
        workloads = Collections.unmodifiableSortedMap(new TreeMap<>(workloads));
        unhealthy = Collections.unmodifiableSortedSet(new TreeSet<>(unhealthy));
        routes = Collections.unmodifiableSortedMap(new TreeMap<>(routes));
        gateways = List.copyOf(gateways);
        statuses = Collections.unmodifiableSortedMap(new TreeMap<>(statuses));
        Objects.requireNonNull(index);
    }

    /** The same mesh with other health. */
    public MeshSnapshot withUnhealthy(Set<WorkloadName> now) {
        return new MeshSnapshot(
                mesh, trustDomain, revision, services, workloads, now, routes, gateways, mtls, statuses, index);
    }

    public Optional<MeshService> service(ServiceName name) {
        return Optional.ofNullable(services.get(name));
    }

    /** Rules for calls to a service's port; empty when nobody routes it. */
    public List<HttpRule> rules(ServicePortName port) {
        return routes.getOrDefault(port, List.of());
    }

    /** What became of a resource. */
    public Optional<ResourceStatus> status(ResourceKey resource) {
        return Optional.ofNullable(statuses.get(resource));
    }

    /** Service ports that workloads of a namespace call by name: those of its own services, in order. */
    public List<ServicePortName> callable(String namespace) {
        return index.callable().getOrDefault(namespace, List.of());
    }

    /** Workloads that answer for a service, in order of their names. */
    public List<MeshWorkload> backing(MeshService service) {
        return index.backing().getOrDefault(service.name(), List.of());
    }

    /** The service a workload answers for; the first in order of their names when there are several. */
    public Optional<MeshService> servedBy(MeshWorkload workload) {
        return Optional.ofNullable(index.served().get(workload.name()));
    }

    /** Workloads announced by a host, in order of their names. */
    public List<MeshWorkload> onHost(String host) {
        return index.onHost().getOrDefault(host, List.of());
    }

    /** Identities a caller of this service may meet. */
    public SortedSet<String> identities(MeshService service) {
        return index.identities().getOrDefault(service.name(), Collections.emptySortedSet());
    }
}
