// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind.gateway;

import io.mainstay.controlplane.kind.Declared;
import io.mainstay.controlplane.kind.Kind;
import io.mainstay.controlplane.kind.KindName;
import io.mainstay.controlplane.resource.Condition;
import io.mainstay.controlplane.resource.FieldTable;
import io.mainstay.controlplane.resource.Metadata;
import io.mainstay.controlplane.resource.Reader;
import io.mainstay.controlplane.state.MeshDraft;
import io.mainstay.controlplane.state.MeshGateway;
import io.mainstay.model.ConfigProblem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code gateway.networking.k8s.io Gateway}. */
public final class GatewayKind implements Kind<GatewaySpec> {
    private static final FieldTable FIELDS = FieldTable.ofResource()
            .honoured("spec.gatewayClassName", "any; required by the standard")
            .honoured("spec.listeners[].name", "unique in the gateway")
            .honoured("spec.listeners[].port", "1..65535; below 1024 a gateway needs the right to bind it")
            .honoured("spec.listeners[].protocol", "`HTTP`; others are rejected")
            .honoured("spec.listeners[].hostname", "exact, or `*.` and a suffix; any host when absent")
            .honoured(
                    "spec.listeners[].allowedRoutes.namespaces.from",
                    "`Same` (default) or `All`; `Selector` is rejected")
            .honoured("spec.listeners[].allowedRoutes.kinds[].kind", "`HTTPRoute`")
            .honoured("spec.listeners[].allowedRoutes.kinds[].group", "`gateway.networking.k8s.io`")
            .rejected("spec.listeners[].allowedRoutes.namespaces.selector", "use from: All or from: Same")
            .rejected("spec.listeners[].tls", "TLS at gateways is not built yet")
            .rejected("spec.addresses", "a gateway listens where its process is told to (mainstay gateway --listen)")
            .rejected("spec.infrastructure", "start gateways with mainstay gateway")
            .rejected("spec.backendTLS", "calls into the mesh are mTLS in any case")
            .rejected("spec.tls", "TLS at gateways is not built yet")
            .rejected("spec.allowedListeners", "ListenerSet is not known");

    @Override
    public KindName name() {
        return new KindName("gateway.networking.k8s.io", "Gateway", "gateways");
    }

    @Override
    public List<String> versions() {
        return List.of("v1", "v1beta1");
    }

    @Override
    public FieldTable fields() {
        return FIELDS;
    }

    @Override
    public String description() {
        return """
            Ports at which traffic enters the mesh. Every process started as `mainstay gateway` with this gateway's name serves them.
            What is served there is said by HTTPRoute resources.\
            """;
    }

    @Override
    public GatewaySpec read(Reader root, Metadata metadata, String version) {
        Reader spec = root.requiredObject("spec");
        spec.requiredText("gatewayClassName");
        List<Reader> items = spec.objects("listeners");
        if (items.isEmpty()) {
            spec.missing("listeners", "a gateway needs at least one listener");
        }
        List<MeshGateway.Listener> listeners = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<Integer> ports = new HashSet<>();
        for (Reader item : items) {
            MeshGateway.Listener listener = listener(item, metadata);
            if (item.isSound("name") && !names.add(listener.name())) {
                item.problem(
                        ConfigProblem.Code.DUPLICATE, "name", "the name '" + listener.name() + "' is there twice", "");
            }
            if (item.isSound("port") && !ports.add(listener.port())) {
                item.problem(
                        ConfigProblem.Code.UNSUPPORTED_FIELD,
                        "port",
                        "port " + listener.port() + " has two listeners",
                        "one listener without hostname, and hostnames in the routes");
            }
            listeners.add(listener);
        }
        return new GatewaySpec(listeners);
    }

    private static MeshGateway.Listener listener(Reader item, Metadata metadata) {
        String protocol = item.requiredText("protocol");
        if (!protocol.isEmpty() && !protocol.equals("HTTP")) {
            item.problem(
                    ConfigProblem.Code.UNSUPPORTED_FIELD,
                    "protocol",
                    "'" + protocol + "' (expected: HTTP)",
                    "only plain HTTP is built at gateways");
        }
        String from = "Same";
        Reader allowed = item.object("allowedRoutes").orElse(item);
        if (allowed != item) {
            for (Reader kind : allowed.objects("kinds")) {
                kind.oneOf("kind", List.of("HTTPRoute"));
                kind.oneOf("group", List.of("gateway.networking.k8s.io"));
            }
            if (allowed.has("namespaces")) {
                from = allowed.requiredObject("namespaces").oneOf("from", List.of("Same", "All"));
            }
        }
        String allowedNamespace = from.equals("All") ? "" : metadata.namespace();
        return new MeshGateway.Listener(
                item.label("name"),
                item.requiredPort("port"),
                item.text("hostname").orElse(""),
                allowedNamespace,
                List.of());
    }

    @Override
    public void merge(List<Declared<GatewaySpec>> oldestFirst, MeshDraft draft) {
        for (Declared<GatewaySpec> declared : oldestFirst) {
            draft.gateway(new MeshGateway(
                    declared.key().namespace(),
                    declared.key().name(),
                    declared.spec().listeners()));
            draft.status(declared.key(), new Condition(Condition.ACCEPTED, true, "Accepted", ""));
            draft.status(declared.key(), new Condition(Condition.PROGRAMMED, true, "Programmed", ""));
        }
    }
}
