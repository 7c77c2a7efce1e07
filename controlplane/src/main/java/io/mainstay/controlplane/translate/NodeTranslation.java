// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.mainstay.controlplane.state.MeshGateway;
import io.mainstay.controlplane.state.MeshService;
import io.mainstay.controlplane.state.MeshSnapshot;
import io.mainstay.controlplane.state.MeshWorkload;
import io.mainstay.controlplane.state.MtlsMode;
import io.mainstay.controlplane.state.Protocol;
import io.mainstay.controlplane.state.ServicePort;
import io.mainstay.controlplane.state.ServicePortName;
import io.mainstay.model.Locality;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everything one node gets from one mesh. Makes keys; the translators make resources of them. Confined to its caller. */
final class NodeTranslation {
    private final MeshSnapshot mesh;
    private final TranslationCache cache;
    private final Locality locality;
    private final NodeScope scope;
    private final List<XdsResource> clusters = new ArrayList<>();
    private final List<XdsResource> listeners = new ArrayList<>();
    private final List<XdsResource> routes = new ArrayList<>();
    private final List<XdsResource> endpoints = new ArrayList<>();

    NodeTranslation(MeshSnapshot mesh, TranslationCache cache, Locality locality) {
        this.mesh = mesh;
        this.cache = cache;
        this.locality = locality;
        this.scope = new NodeScope(mesh);
    }

    /** A host's proxy: the inbound and outbound listeners of each of its workloads. */
    XdsSnapshot host(String host) {
        for (MeshWorkload workload : mesh.onHost(host)) {
            MeshWorkload.Enrolment enrolment = workload.enrolment().orElseThrow();
            inbound(workload, enrolment);
            outbound(workload, enrolment);
        }
        return finish();
    }

    /**
     * A gateway.
     *
     * @param principal its own identity, with which it calls
     */
    XdsSnapshot gateway(List<MeshGateway> gateways, String address, String host, String principal) {
        for (MeshGateway gateway : gateways) {
            WorkloadView self = new WorkloadView(gateway.namespace(), host, gateway.name(), "", principal);
            scope.serves(gateway);
            for (MeshGateway.Listener listener : gateway.listeners()) {
                String name = Names.gateway(gateway.namespace() + "/" + gateway.name(), listener.name());
                listeners.add(cache.get(
                        new GatewayListenerKey(name, address, listener.port(), self), ListenerTranslator::gateway));
                routes.add(cache.get(new GatewayRouteKey(name, listener.hosts()), RouteTranslator::gateway));
            }
        }
        return finish();
    }

    private void inbound(MeshWorkload workload, MeshWorkload.Enrolment enrolment) {
        Optional<MeshService> service =
                mesh.services().values().stream().filter(workload::backs).findFirst();
        if (service.isEmpty() || enrolment.inboundPort() == 0) {
            return;
        }
        Optional<ServicePort> port = service.get().ports().stream()
                .filter(candidate -> workload.portFor(service.get(), candidate).isPresent())
                .findFirst();
        if (port.isEmpty()) {
            return;
        }
        Protocol protocol = port.get().protocol();
        String name = Names.inbound(workload, enrolment);
        MtlsMode mode = port.get().serverFirst() ? MtlsMode.STRICT : mesh.mtls().modeOf(workload);
        listeners.add(cache.get(
                new InboundListenerKey(
                        name,
                        workload.address(),
                        enrolment.inboundPort(),
                        protocol,
                        mode,
                        mesh.trustDomain(),
                        WorkloadView.of(workload, service.get().name().name(), mesh.trustDomain())),
                ListenerTranslator::inbound));
        clusters.add(cache.get(
                new InboundClusterKey(name, enrolment.applicationAddress(), enrolment.applicationPort(), protocol),
                ClusterTranslator::inbound));
    }

    private void outbound(MeshWorkload workload, MeshWorkload.Enrolment enrolment) {
        if (enrolment.outboundAddress().isEmpty()) {
            return;
        }
        List<ServicePortName> callable = mesh.callable(workload.name().namespace());
        scope.calls(callable);
        WorkloadView caller = WorkloadView.of(workload, enrolment.service(), mesh.trustDomain());
        for (ServicePortName target : callable) {
            ServicePort port = mesh.service(target.service())
                    .flatMap(service -> service.port(target.port()))
                    .orElseThrow();
            if (port.virtualPort() > 0) {
                listeners.add(cache.get(
                        new OutboundListenerKey(
                                Names.outboundListener(workload.name(), target),
                                enrolment.outboundAddress(),
                                port.virtualPort(),
                                port.protocol(),
                                target,
                                caller),
                        ListenerTranslator::outbound));
            }
        }
    }

    private XdsSnapshot finish() {
        for (ServicePortName target : scope.called()) {
            boolean http = mesh.service(target.service())
                    .flatMap(service -> service.port(target.port()))
                    .map(port -> port.protocol().isHttp())
                    .orElse(false);
            if (http) {
                routes.add(cache.get(new RouteTableKey(target, mesh.rules(target)), RouteTranslator::service));
            }
        }
        for (ServicePortName target : scope.clusters()) {
            mesh.service(target.service())
                    .ifPresent(
                            service -> service.port(target.port()).ifPresent(port -> cluster(service, port, target)));
        }
        List<XdsResource> all = new ArrayList<>(clusters);
        all.addAll(endpoints);
        all.addAll(listeners);
        all.addAll(routes);
        return XdsSnapshot.of(Long.toString(mesh.revision()), all);
    }

    /** One cluster has one transport: when some of its workloads show certificates, those that do not are left out. */
    private void cluster(MeshService service, ServicePort port, ServicePortName target) {
        List<MeshWorkload> backing = mesh.backing(service);
        boolean tls = backing.isEmpty() || backing.stream().anyMatch(MeshWorkload::tls);
        clusters.add(cache.get(
                new ClusterKey(target, port.protocol(), tls, tls ? identities(service) : List.of()),
                ClusterTranslator::outbound));
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
        endpoints.add(cache.get(new EndpointsKey(target, reachable, locality), EndpointTranslator::translate));
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
