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
import io.mainstay.model.Locality;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything one node gets from one mesh. Makes keys; the translators make resources of them. Confined to its caller. */
final class NodeTranslation {
    private final SharedResources shared;
    private final MeshSnapshot mesh;
    private final TranslationCache cache;
    private final Locality locality;
    private final NodeScope scope;
    private final List<XdsResource> clusters = new ArrayList<>();
    private final List<XdsResource> listeners = new ArrayList<>();
    private final List<XdsResource> routes = new ArrayList<>();
    private final List<XdsResource> endpoints = new ArrayList<>();

    NodeTranslation(SharedResources shared, Locality locality) {
        this.shared = shared;
        this.mesh = shared.mesh();
        this.cache = shared.cache();
        this.locality = locality;
        this.scope = new NodeScope(mesh);
    }

    /** What a host's resources depend on. */
    HostInputs inputs(String host) {
        return new HostInputs(mesh.onHost(host).stream()
                .map(workload -> new HostInputs.Workload(
                        workload, mesh.servedBy(workload), mesh.mtls().modeOf(workload), view(workload)))
                .toList());
    }

    private Optional<NamespaceView> view(MeshWorkload workload) {
        return workload.enrolment()
                .filter(enrolment -> !enrolment.outboundAddress().isEmpty())
                .map(_ -> shared.view(workload.name().namespace(), locality));
    }

    /** A host's proxy: the inbound and outbound listeners of each of its workloads. */
    XdsSnapshot host(HostInputs inputs) {
        Map<String, NamespaceView> views = new LinkedHashMap<>();
        for (HostInputs.Workload workload : inputs.workloads()) {
            inbound(workload);
            workload.view().ifPresent(view -> {
                outbound(workload, view);
                views.put(workload.workload().name().namespace(), view);
            });
        }
        views.values().forEach(view -> {
            routes.addAll(view.routes());
            clusters.addAll(view.clusters());
            endpoints.addAll(view.endpoints());
        });
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
        scope.clusters().forEach(target -> shared.cluster(target, locality, clusters, endpoints));
        return finish();
    }

    private void inbound(HostInputs.Workload of) {
        MeshWorkload workload = of.workload();
        MeshWorkload.Enrolment enrolment = of.enrolment();
        Optional<MeshService> service = of.service();
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
        MtlsMode mode = port.get().serverFirst() ? MtlsMode.STRICT : of.mode();
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

    private void outbound(HostInputs.Workload of, NamespaceView view) {
        MeshWorkload.Enrolment enrolment = of.enrolment();
        WorkloadView caller = WorkloadView.of(of.workload(), enrolment.service(), mesh.trustDomain());
        for (NamespaceView.Callable callable : view.callable()) {
            ServicePort port = callable.port();
            if (port.virtualPort() > 0) {
                listeners.add(cache.get(
                        new OutboundListenerKey(
                                Names.outboundListener(of.workload().name(), callable.target()),
                                enrolment.outboundAddress(),
                                port.virtualPort(),
                                port.protocol(),
                                callable.target(),
                                caller),
                        ListenerTranslator::outbound));
            }
        }
    }

    private XdsSnapshot finish() {
        List<XdsResource> all = new ArrayList<>(once(clusters));
        all.addAll(once(endpoints));
        all.addAll(listeners);
        all.addAll(routes);
        return XdsSnapshot.of(Long.toString(mesh.revision()), all);
    }

    /** Two namespaces may lead to the same service. */
    private static Collection<XdsResource> once(List<XdsResource> resources) {
        Map<String, XdsResource> byName = LinkedHashMap.newLinkedHashMap(resources.size());
        resources.forEach(resource -> byName.put(resource.name(), resource));
        return byName.values();
    }
}
