// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind.service;

import io.mainstay.controlplane.kind.Declared;
import io.mainstay.controlplane.kind.Kind;
import io.mainstay.controlplane.kind.KindName;
import io.mainstay.controlplane.resource.Condition;
import io.mainstay.controlplane.resource.FieldTable;
import io.mainstay.controlplane.resource.Metadata;
import io.mainstay.controlplane.resource.Reader;
import io.mainstay.controlplane.state.MeshDraft;
import io.mainstay.controlplane.state.MeshService;
import io.mainstay.controlplane.state.Protocol;
import io.mainstay.controlplane.state.ServiceName;
import io.mainstay.controlplane.state.ServicePort;
import io.mainstay.model.ConfigProblem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code v1 Service}. */
public final class ServiceKind implements Kind<ServiceSpec> {
    private static final String KUBERNETES = "has a meaning inside a Kubernetes cluster only";
    private static final FieldTable FIELDS = FieldTable.ofResource()
            .honoured(
                    "spec.selector{}",
                    "labels of the workloads that answer; a workload may also name the service itself")
            .honoured(
                    "spec.ports[].name",
                    "required when there is more than one port; `<protocol>[-…]` declares the protocol")
            .honoured("spec.ports[].port", "number callers use, 1..65535")
            .honoured("spec.ports[].targetPort", "the workload's port, number or name; `port` when absent")
            .honoured("spec.ports[].protocol", "`TCP`; anything else is rejected")
            .honoured(
                    "spec.ports[].appProtocol",
                    "`http`, `kubernetes.io/h2c`, `http2`, `grpc`, `kubernetes.io/ws`, `tcp`, `tls`, `https`, `mysql`,"
                            + " …; without it and without a telling name: TCP")
            .honoured(
                    "spec.type",
                    "`ClusterIP`; `NodePort` and `LoadBalancer` are read as it; `ExternalName` is rejected")
            .honoured("spec.sessionAffinity", "`None`; `ClientIP` is rejected")
            .inert("spec.ports[].nodePort", KUBERNETES)
            .inert("spec.clusterIP", KUBERNETES)
            .inert("spec.clusterIPs", KUBERNETES)
            .inert("spec.ipFamilies", KUBERNETES)
            .inert("spec.ipFamilyPolicy", KUBERNETES)
            .inert("spec.internalTrafficPolicy", KUBERNETES)
            .inert("spec.externalTrafficPolicy", KUBERNETES)
            .inert("spec.healthCheckNodePort", KUBERNETES)
            .inert("spec.allocateLoadBalancerNodePorts", KUBERNETES)
            .inert("spec.loadBalancerClass", KUBERNETES)
            .inert("spec.loadBalancerIP", KUBERNETES)
            .inert("spec.publishNotReadyAddresses", "readiness is the lease's and the health check's")
            .rejected(
                    "spec.loadBalancerSourceRanges",
                    "limits who may call; leaving it without effect would open the service: remove it")
            .rejected("spec.externalIPs", "name the addresses as WorkloadEntry resources instead")
            .rejected("spec.externalName", "services outside the mesh are not built yet")
            .rejected("spec.sessionAffinityConfig", "session affinity is not built yet")
            .rejected("spec.trafficDistribution", "callers prefer their own zone in any case");

    @Override
    public KindName name() {
        return new KindName("", "Service", "services");
    }

    @Override
    public List<String> versions() {
        return List.of("v1");
    }

    @Override
    public FieldTable fields() {
        return FIELDS;
    }

    @Override
    public String description() {
        return """
            A name with ports that workloads answer for. A stock Kubernetes manifest loads; what has a meaning inside a cluster only
            has no effect. Protocols are declared, by `appProtocol` or by the port's name, and never sniffed.\
            """;
    }

    @Override
    public ServiceSpec read(Reader root, Metadata metadata, String version) {
        if (metadata.name().contains(".")) {
            root.requiredObject("metadata").label("name");
        }
        Reader spec = root.requiredObject("spec");
        String type = spec.oneOf("type", List.of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"));
        if (type.equals("ExternalName")) {
            spec.problem(
                    ConfigProblem.Code.UNSUPPORTED_FIELD,
                    "type",
                    "'ExternalName' (expected: ClusterIP, NodePort, LoadBalancer)",
                    "services outside the mesh are not built yet");
        }
        if (spec.oneOf("sessionAffinity", List.of("None", "ClientIP")).equals("ClientIP")) {
            spec.problem(
                    ConfigProblem.Code.UNSUPPORTED_FIELD,
                    "sessionAffinity",
                    "'ClientIP' (expected: None)",
                    "session affinity is not built yet");
        }
        List<Reader> items = spec.objects("ports");
        if (items.isEmpty() && !type.equals("ExternalName")) {
            spec.missing("ports", "a service needs at least one port");
        }
        return new ServiceSpec(spec.textMap("selector"), ports(items));
    }

    private static List<ServicePort> ports(List<Reader> items) {
        List<ServicePort> ports = new ArrayList<>();
        Set<Integer> numbers = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (Reader item : items) {
            ServicePort port = port(item, items.size() > 1);
            if (item.isSound("port") && !numbers.add(port.port())) {
                item.problem(ConfigProblem.Code.DUPLICATE, "port", "port " + port.port() + " is there twice", "");
            }
            if (!port.name().isEmpty() && item.isSound("name") && !names.add(port.name())) {
                item.problem(ConfigProblem.Code.DUPLICATE, "name", "the name '" + port.name() + "' is there twice", "");
            }
            ports.add(port);
        }
        return ports;
    }

    private static ServicePort port(Reader item, boolean named) {
        String name = named || item.has("name") ? item.label("name") : "";
        int number = item.requiredPort("port");
        String target = item.portOrName("targetPort").orElse(Integer.toString(number));
        Optional<String> transport = item.text("protocol");
        if (transport.isPresent() && !transport.get().equals("TCP")) {
            item.problem(
                    ConfigProblem.Code.UNSUPPORTED_FIELD,
                    "protocol",
                    "'" + transport.get() + "' (expected: TCP)",
                    "only TCP is carried");
        }
        Optional<String> word = item.text("appProtocol");
        Optional<Protocol> declared = word.flatMap(Protocol::ofAppProtocol);
        if (word.isPresent() && declared.isEmpty()) {
            item.invalid(
                    "appProtocol",
                    "'" + word.get() + "' is no protocol Mainstay knows",
                    "http, kubernetes.io/h2c, grpc or tcp; tcp carries anything");
        }
        Protocol protocol = declared.or(() -> Protocol.ofPortName(name)).orElse(Protocol.TCP);
        boolean serverFirst = Protocol.isServerFirst(word.orElse(name.replaceAll("-.*", "")));
        return new ServicePort(name, number, target, protocol, serverFirst, 0);
    }

    @Override
    public void merge(List<Declared<ServiceSpec>> oldestFirst, MeshDraft draft) {
        for (Declared<ServiceSpec> declared : oldestFirst) {
            ServiceName name =
                    new ServiceName(declared.key().namespace(), declared.key().name());
            draft.service(new MeshService(
                    name, declared.spec().selector(), declared.spec().ports()));
            draft.status(declared.key(), new Condition(Condition.ACCEPTED, true, "Accepted", ""));
        }
    }
}
