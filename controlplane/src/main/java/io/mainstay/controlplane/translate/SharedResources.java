// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.mainstay.controlplane.state.MeshService;
import io.mainstay.controlplane.state.MeshSnapshot;
import io.mainstay.controlplane.state.MeshWorkload;
import io.mainstay.controlplane.state.ServicePort;
import io.mainstay.controlplane.state.ServicePortName;
import io.mainstay.model.Locality;
import io.mainstay.xds.XdsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What all callers of a service get alike, found once for a snapshot of the mesh; from one snapshot to the next what has not changed is the same object. Any thread.
 */
final class SharedResources {
    private final MeshSnapshot mesh;
    private final TranslationCache cache;
    private final ConcurrentMap<ServicePortName, Optional<Called>> called = new ConcurrentHashMap<>();
    private final ConcurrentMap<Viewpoint, NamespaceView> views = new ConcurrentHashMap<>();
    private final Map<Viewpoint, NamespaceView> viewsBefore;

    private SharedResources(MeshSnapshot mesh, TranslationCache cache, Map<Viewpoint, NamespaceView> viewsBefore) {
        this.mesh = mesh;
        this.cache = cache;
        this.viewsBefore = viewsBefore;
    }

    /** Of the first snapshot. */
    static SharedResources first(MeshSnapshot mesh, TranslationCache cache) {
        return new SharedResources(mesh, cache, Map.of());
    }

    /** Of the snapshot after this one's. */
    SharedResources next(MeshSnapshot after) {
        return new SharedResources(after, cache, views);
    }

    private record Viewpoint(String namespace, Locality place) {}

    /** A service port seen by its callers: its cluster, and its endpoints by where the caller is. */
    private record Called(
            XdsResource cluster,
            List<EndpointsKey.Endpoint> reachable,
            ConcurrentMap<Locality, XdsResource> endpoints) {}

    MeshSnapshot mesh() {
        return mesh;
    }

    TranslationCache cache() {
        return cache;
    }

    /** What can be called from a namespace at a place: the same object as before while nothing of it has changed, so that comparing is cheap. */
    NamespaceView view(String namespace, Locality place) {
        return views.computeIfAbsent(new Viewpoint(namespace, place), this::view);
    }

    private NamespaceView view(Viewpoint from) {
        List<ServicePortName> targets = mesh.callable(from.namespace());
        NodeScope scope = new NodeScope(mesh);
        scope.calls(targets);
        List<NamespaceView.Callable> callable = new ArrayList<>();
        List<XdsResource> routes = new ArrayList<>();
        for (ServicePortName target : targets) {
            ServicePort port = mesh.service(target.service())
                    .flatMap(service -> service.port(target.port()))
                    .orElseThrow();
            callable.add(new NamespaceView.Callable(target, port));
            if (port.protocol().isHttp()) {
                routes.add(cache.get(new RouteTableKey(target, mesh.rules(target)), RouteTranslator::service));
            }
        }
        List<XdsResource> clusters = new ArrayList<>();
        List<XdsResource> endpoints = new ArrayList<>();
        scope.clusters().forEach(target -> cluster(target, from.place(), clusters, endpoints));
        NamespaceView now = new NamespaceView(callable, routes, clusters, endpoints);
        NamespaceView before = viewsBefore.get(from);
        return before != null && before.equals(now) ? before : now;
    }

    /** Adds the cluster and its endpoints; nothing when there is no such service port. */
    void cluster(ServicePortName target, Locality caller, List<XdsResource> clusters, List<XdsResource> endpoints) {
        Optional<Called> found = called.computeIfAbsent(target, this::find);
        if (found.isPresent()) {
            clusters.add(found.get().cluster());
            endpoints.add(found.get()
                    .endpoints()
                    .computeIfAbsent(
                            caller,
                            _ -> cache.get(
                                    new EndpointsKey(target, found.get().reachable(), caller),
                                    EndpointTranslator::translate)));
        }
    }

    private Optional<Called> find(ServicePortName target) {
        return mesh.service(target.service())
                .flatMap(service -> service.port(target.port()).map(port -> called(service, port, target)));
    }

    /** One cluster has one transport: when some of its workloads show certificates, those that do not are left out. */
    private Called called(MeshService service, ServicePort port, ServicePortName target) {
        List<MeshWorkload> backing = mesh.backing(service);
        boolean tls = backing.isEmpty() || backing.stream().anyMatch(MeshWorkload::tls);
        XdsResource cluster = cache.get(
                new ClusterKey(target, port.protocol(), tls, tls ? identities(service) : List.of()),
                ClusterTranslator::outbound);
        List<EndpointsKey.Endpoint> reachable = new ArrayList<>();
        for (MeshWorkload workload : backing) {
            Optional<Integer> number = workload.portFor(service, port);
            if (number.isPresent() && workload.tls() == tls) {
                reachable.add(new EndpointsKey.Endpoint(
                        workload.address(),
                        number.get(),
                        workload.weight(),
                        workload.locality(),
                        workload.network(),
                        workload.cluster(),
                        !mesh.unhealthy().contains(workload.name()),
                        WorkloadView.of(workload, service.name().name(), mesh.trustDomain())));
            }
        }
        return new Called(cluster, List.copyOf(reachable), new ConcurrentHashMap<>());
    }

    /** An empty list would mean anybody: while nobody answers, only the namespace's default account may. */
    private List<String> identities(MeshService service) {
        List<String> identities = List.copyOf(mesh.identities(service));
        return identities.isEmpty()
                ? List.of("spiffe://" + mesh.trustDomain() + "/ns/"
                        + service.name().namespace() + "/sa/default")
                : identities;
    }
}
