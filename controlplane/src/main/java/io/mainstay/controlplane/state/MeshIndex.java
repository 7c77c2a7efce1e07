// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a mesh's services and workloads mean for each other. Found once for a snapshot, because every node asks. Lists are in order of their names.
 *
 * @param backing    workloads that answer for a service
 * @param identities those a caller of a service may meet
 * @param served     the service a workload answers for; the first when there are several
 * @param onHost     workloads a host has announced
 * @param callable   service ports by namespace
 */
public record MeshIndex(
        Map<ServiceName, List<MeshWorkload>> backing,
        Map<ServiceName, SortedSet<String>> identities,
        Map<WorkloadName, MeshService> served,
        Map<String, List<MeshWorkload>> onHost,
        Map<String, List<ServicePortName>> callable) {

    static MeshIndex of(
            SortedMap<ServiceName, MeshService> services,
            SortedMap<WorkloadName, MeshWorkload> workloads,
            String trustDomain) {
        Map<String, List<MeshWorkload>> byNamespace = new HashMap<>();
        Map<ServiceName, List<MeshWorkload>> named = new HashMap<>();
        Map<String, List<MeshWorkload>> onHost = new HashMap<>();
        for (MeshWorkload workload : workloads.values()) {
            String namespace = workload.name().namespace();
            add(byNamespace, namespace, workload);
            workload.enrolment().ifPresent(enrolment -> {
                add(named, new ServiceName(namespace, enrolment.service()), workload);
                add(onHost, enrolment.host(), workload);
            });
        }
        Map<ServiceName, List<MeshWorkload>> backing = new HashMap<>();
        Map<ServiceName, SortedSet<String>> identities = new HashMap<>();
        Map<WorkloadName, MeshService> served = new HashMap<>();
        Map<String, List<ServicePortName>> callable = new HashMap<>();
        for (MeshService service : services.values()) {
            ServiceName name = service.name();
            // A service without a selector has no workloads but those that name it.
            Collection<MeshWorkload> candidates = service.selector().isEmpty()
                    ? named.getOrDefault(name, List.of())
                    : byNamespace.getOrDefault(name.namespace(), List.of());
            List<MeshWorkload> found = candidates.stream()
                    .filter(workload -> workload.backs(service))
                    .toList();
            backing.put(name, found);
            identities.put(name, identities(found, trustDomain));
            found.forEach(workload -> served.putIfAbsent(workload.name(), service));
            service.ports().forEach(port -> add(callable, name.namespace(), new ServicePortName(name, port.port())));
        }
        return new MeshIndex(
                Collections.unmodifiableMap(backing),
                Collections.unmodifiableMap(identities),
                Collections.unmodifiableMap(served),
                Collections.unmodifiableMap(onHost),
                Collections.unmodifiableMap(callable));
    }

    private static <K, V> void add(Map<K, List<V>> lists, K key, V value) {
        lists.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
    }

    private static SortedSet<String> identities(List<MeshWorkload> backing, String trustDomain) {
        SortedSet<String> identities = new TreeSet<>();
        backing.stream().filter(MeshWorkload::tls).forEach(workload -> identities.add(workload.spiffeId(trustDomain)));
        return Collections.unmodifiableSortedSet(identities);
    }
}
