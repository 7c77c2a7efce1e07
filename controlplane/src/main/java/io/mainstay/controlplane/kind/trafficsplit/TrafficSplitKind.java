// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind.trafficsplit;

import io.mainstay.controlplane.kind.Declared;
import io.mainstay.controlplane.kind.Kind;
import io.mainstay.controlplane.kind.KindName;
import io.mainstay.controlplane.resource.Condition;
import io.mainstay.controlplane.resource.FieldTable;
import io.mainstay.controlplane.resource.Metadata;
import io.mainstay.controlplane.resource.Reader;
import io.mainstay.controlplane.state.HttpAction;
import io.mainstay.controlplane.state.HttpMatch;
import io.mainstay.controlplane.state.HttpRule;
import io.mainstay.controlplane.state.MeshDraft;
import io.mainstay.controlplane.state.MeshService;
import io.mainstay.controlplane.state.ServiceName;
import io.mainstay.controlplane.state.ServicePort;
import io.mainstay.model.ConfigProblem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code split.smi-spec.io TrafficSplit}. */
public final class TrafficSplitKind implements Kind<TrafficSplitSpec> {
    private static final FieldTable FIELDS = FieldTable.ofResource()
            .honoured("spec.service", "the service callers use; a name, or `<name>.<namespace>` of its own namespace")
            .honoured("spec.backends[].service", "a service of the same namespace with the same port")
            .honoured("spec.backends[].weight", "share, 0 or more; v1alpha1 also writes `500m`")
            .rejected("spec.matches", "HTTPRouteGroup is not known; use HTTPRoute or VirtualService for matches");

    @Override
    public KindName name() {
        return new KindName("split.smi-spec.io", "TrafficSplit", "trafficsplits");
    }

    @Override
    public List<String> versions() {
        return List.of("v1alpha4", "v1alpha3", "v1alpha2", "v1alpha1");
    }

    @Override
    public FieldTable fields() {
        return FIELDS;
    }

    @Override
    public String description() {
        return """
            Calls to one service go to several by weight. It holds for each HTTP port of the service that the backends have too. A service
            that is already routed by an older resource keeps that one; the split then says Conflicted.\
            """;
    }

    @Override
    public TrafficSplitSpec read(Reader root, Metadata metadata, String version) {
        Reader spec = root.requiredObject("spec");
        String service = own(spec, "service", metadata);
        List<Reader> items = spec.objects("backends");
        if (items.isEmpty()) {
            spec.missing("backends", "at least one service and its weight");
        }
        List<TrafficSplitSpec.Share> shares = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Reader item : items) {
            String backend = own(item, "service", metadata);
            if (!seen.add(backend)) {
                item.problem(
                        ConfigProblem.Code.DUPLICATE, "service", "'" + backend + "' is there twice", "add the weights");
            }
            shares.add(new TrafficSplitSpec.Share(backend, weight(item, version)));
        }
        if (!items.isEmpty()
                && shares.stream().mapToInt(TrafficSplitSpec.Share::weight).sum() == 0) {
            spec.invalid("backends", "all weights are 0", "give one backend a weight");
        }
        return new TrafficSplitSpec(service, shares);
    }

    private static String own(Reader reader, String field, Metadata metadata) {
        String host = reader.requiredText(field);
        Optional<ServiceName> name = ServiceName.ofHost(host, metadata.namespace());
        if (!host.isEmpty() && (name.isEmpty() || !name.get().namespace().equals(metadata.namespace()))) {
            reader.invalid(
                    field,
                    "'" + host + "' is no service of namespace " + metadata.namespace(),
                    "a split stays in its namespace");
        }
        return name.map(ServiceName::name).orElse("");
    }

    private static int weight(Reader item, String version) {
        if (!item.has("weight")) {
            item.missing("weight", "0 or more");
            return 0;
        }
        if (version.equals("v1alpha1")) {
            Optional<String> quantity = item.portOrName("weight");
            if (quantity.isPresent() && quantity.get().matches("[0-9]{1,6}m")) {
                return Integer.parseInt(
                        quantity.get().substring(0, quantity.get().length() - 1));
            }
            if (quantity.isPresent() && quantity.get().matches("[0-9]{1,3}")) {
                return Integer.parseInt(quantity.get()) * 1000;
            }
            item.invalid("weight", "'" + quantity.orElse("") + "' (expected: a quantity such as 1 or 500m)", "");
            return 0;
        }
        return item.whole("weight", 0, 1_000_000).orElse(0L).intValue();
    }

    @Override
    public void merge(List<Declared<TrafficSplitSpec>> oldestFirst, MeshDraft draft) {
        for (Declared<TrafficSplitSpec> declared : oldestFirst) {
            merge(declared, draft);
        }
    }

    private static void merge(Declared<TrafficSplitSpec> declared, MeshDraft draft) {
        String namespace = declared.key().namespace();
        ServiceName apex = new ServiceName(namespace, declared.spec().service());
        Optional<MeshService> service = draft.service(apex);
        if (service.isEmpty()) {
            draft.status(
                    declared.key(),
                    new Condition(Condition.ACCEPTED, false, "ServiceNotFound", "there is no service " + apex));
            return;
        }
        draft.status(declared.key(), new Condition(Condition.ACCEPTED, true, "Accepted", ""));
        List<String> unknown = new ArrayList<>();
        for (ServicePort port : service.get().ports()) {
            if (port.protocol().isHttp()) {
                List<HttpAction.Backend> backends = backends(declared, port.port(), draft, unknown);
                HttpAction action =
                        backends.isEmpty() ? new HttpAction.Answer(500, "") : HttpAction.Forward.to(backends);
                HttpRule rule = new HttpRule("split/" + declared.key().name(), HttpMatch.ALL, action, declared.key());
                draft.claim(new MeshDraft.RouteClaim(
                        apex, port.port(), declared.key(), declared.createdRevision(), false, "", List.of(rule)));
            }
        }
        draft.status(
                declared.key(),
                unknown.isEmpty()
                        ? new Condition(Condition.RESOLVED_REFS, true, "ResolvedRefs", "")
                        : new Condition(
                                Condition.RESOLVED_REFS,
                                false,
                                "BackendNotFound",
                                "no such service or port: " + String.join(", ", unknown)));
    }

    private static List<HttpAction.Backend> backends(
            Declared<TrafficSplitSpec> declared, int port, MeshDraft draft, List<String> unknown) {
        List<HttpAction.Backend> backends = new ArrayList<>();
        for (TrafficSplitSpec.Share share : declared.spec().backends()) {
            ServiceName name = new ServiceName(declared.key().namespace(), share.service());
            if (draft.service(name).flatMap(found -> found.port(port)).isEmpty()) {
                unknown.add(share.service() + ":" + port);
            } else {
                backends.add(new HttpAction.Backend(name, port, share.weight()));
            }
        }
        return backends.stream().anyMatch(backend -> backend.weight() > 0) ? backends : List.of();
    }
}
