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
        SortedMap<ResourceKey, ResourceStatus> statuses) {
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
    }

    /** The same mesh with other health. */
    public MeshSnapshot withUnhealthy(Set<WorkloadName> now) {
        return new MeshSnapshot(
                mesh, trustDomain, revision, services, workloads, now, routes, gateways, mtls, statuses);
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
        return services.values().stream()
                .filter(service -> service.name().namespace().equals(namespace))
                .flatMap(service ->
                        service.ports().stream().map(port -> new ServicePortName(service.name(), port.port())))
                .toList();
    }

    /** Workloads that answer for a service, in order of their names. */
    public List<MeshWorkload> backing(MeshService service) {
        return workloads.values().stream()
                .filter(workload -> workload.backs(service))
                .toList();
    }

    /** Workloads announced by a host, in order of their names. */
    public List<MeshWorkload> onHost(String host) {
        return workloads.values().stream()
                .filter(workload -> workload.enrolment().isPresent()
                        && workload.enrolment().get().host().equals(host))
                .toList();
    }

    /** Identities a caller of this service may meet. */
    public SortedSet<String> identities(MeshService service) {
        SortedSet<String> identities = new TreeSet<>();
        backing(service).stream()
                .filter(MeshWorkload::tls)
                .forEach(workload -> identities.add(workload.spiffeId(trustDomain)));
        return identities;
    }
}
