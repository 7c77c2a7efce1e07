// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind.virtualservice;

import io.mainstay.controlplane.kind.Declared;
import io.mainstay.controlplane.kind.Kind;
import io.mainstay.controlplane.kind.KindName;
import io.mainstay.controlplane.resource.Condition;
import io.mainstay.controlplane.resource.FieldTable;
import io.mainstay.controlplane.resource.Metadata;
import io.mainstay.controlplane.resource.Reader;
import io.mainstay.controlplane.state.HttpAction;
import io.mainstay.controlplane.state.HttpRule;
import io.mainstay.controlplane.state.MeshDraft;
import io.mainstay.controlplane.state.MeshService;
import io.mainstay.controlplane.state.ServiceName;
import io.mainstay.controlplane.state.ServicePort;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code networking.istio.io VirtualService}. */
public final class VirtualServiceKind implements Kind<VirtualServiceSpec> {
    private static final FieldTable FIELDS = fieldTable();

    private static FieldTable fieldTable() {
        FieldTable table = FieldTable.ofResource()
                .honoured(
                        "spec.hosts[]", "services whose callers are routed: `name`, `name.namespace` or the full name")
                .honoured("spec.gateways[]", "`mesh`, also when absent; others are rejected")
                .rejected("spec.tcp", "only HTTP routes are honoured")
                .rejected("spec.tls", "only HTTP routes are honoured")
                .rejected("spec.exportTo", "a service is visible in its namespace and to whoever routes to it")
                .honoured("spec.http[].name", "shows in explanations")
                .inert("spec.http[].match[].name", "a label for people");
        for (String value : List.of("uri", "headers{}", "queryParams{}")) {
            table.honoured("spec.http[].match[]." + value + ".exact", "")
                    .honoured("spec.http[].match[]." + value + ".prefix", "characters, not segments")
                    .honoured("spec.http[].match[]." + value + ".regex", "RE2, the whole value");
        }
        table.honoured("spec.http[].match[].method.exact", "");
        for (String match : List.of(
                "scheme",
                "authority",
                "port",
                "sourceLabels",
                "gateways",
                "ignoreUriCase",
                "withoutHeaders",
                "sourceNamespace",
                "statPrefix")) {
            table.rejected(
                    "spec.http[].match[]." + match,
                    "this match is not built yet; without it the rule would take other requests");
        }
        table.honoured("spec.http[].route[].destination.host", "a service")
                .honoured(
                        "spec.http[].route[].destination.port.number",
                        "the called port, else the service's only one, when absent")
                .rejected(
                        "spec.http[].route[].destination.subset",
                        "DestinationRule is not known; make a Service per version and name it as host")
                .honoured("spec.http[].route[].weight", "share; required with several destinations");
        edits(table, "spec.http[].route[].headers");
        edits(table, "spec.http[].headers");
        return actions(table);
    }

    private static FieldTable actions(FieldTable table) {
        return table.honoured("spec.http[].redirect.uri", "replaces the whole path")
                .honoured("spec.http[].redirect.authority", "")
                .honoured("spec.http[].redirect.port", "")
                .honoured("spec.http[].redirect.scheme", "`http` or `https`")
                .honoured("spec.http[].redirect.redirectCode", "301 (default), 302, 303, 307, 308")
                .rejected("spec.http[].redirect.derivePort", "set port")
                .honoured("spec.http[].directResponse.status", "")
                .honoured("spec.http[].directResponse.body.string", "")
                .rejected("spec.http[].directResponse.body.bytes", "use string")
                .honoured(
                        "spec.http[].rewrite.uri",
                        "replaces the prefix that matched, or the whole path after an exact match")
                .honoured("spec.http[].rewrite.authority", "")
                .rejected("spec.http[].rewrite.uriRegexRewrite", "not built yet")
                .honoured("spec.http[].timeout", "for the whole response; none when absent")
                .honoured("spec.http[].retries.attempts", "after the first")
                .honoured("spec.http[].retries.perTryTimeout", "")
                .honoured(
                        "spec.http[].retries.retryOn", "Envoy's words and status codes; the mesh's default when absent")
                .rejected(
                        "spec.http[].retries.retryRemoteLocalities",
                        "near endpoints are preferred, others used when they fail")
                .rejected("spec.http[].retries.retryIgnorePreviousHosts", "retries avoid the host that failed")
                .rejected("spec.http[].retries.backoff", "not built yet")
                .rejected("spec.http[].fault", "not built yet")
                .rejected("spec.http[].mirror", "not built yet")
                .rejected("spec.http[].mirrors", "not built yet")
                .rejected("spec.http[].mirrorPercent", "not built yet")
                .rejected("spec.http[].mirrorPercentage", "not built yet")
                .rejected("spec.http[].corsPolicy", "not built yet")
                .rejected("spec.http[].delegate", "put the delegate's routes here");
    }

    private static void edits(FieldTable table, String path) {
        for (String direction : List.of("request", "response")) {
            table.honoured(path + "." + direction + ".set{}", "replaces")
                    .honoured(path + "." + direction + ".add{}", "adds")
                    .honoured(path + "." + direction + ".remove[]", "removes");
        }
    }

    @Override
    public KindName name() {
        return new KindName("networking.istio.io", "VirtualService", "virtualservices");
    }

    @Override
    public List<String> versions() {
        return List.of("v1", "v1beta1", "v1alpha3");
    }

    @Override
    public FieldTable fields() {
        return FIELDS;
    }

    @Override
    public String description() {
        return """
            HTTP routes of those who call a service inside the mesh, in the order written. Of two resources that route one service the older
            stands; the younger says Conflicted. A request that no route matches is answered 404.\
            """;
    }

    @Override
    public VirtualServiceSpec read(Reader root, Metadata metadata, String version) {
        return new VirtualServiceReader(metadata).read(root);
    }

    @Override
    public void merge(List<Declared<VirtualServiceSpec>> oldestFirst, MeshDraft draft) {
        for (Declared<VirtualServiceSpec> declared : oldestFirst) {
            merge(declared, draft);
        }
    }

    private static void merge(Declared<VirtualServiceSpec> declared, MeshDraft draft) {
        Set<String> unknown = new LinkedHashSet<>();
        for (String host : declared.spec().hosts()) {
            ServiceName name =
                    ServiceName.ofHost(host, declared.key().namespace()).orElseThrow();
            Optional<MeshService> service = draft.service(name);
            if (service.isEmpty()) {
                draft.status(
                        declared.key(),
                        name.toString(),
                        new Condition(Condition.ACCEPTED, false, "ServiceNotFound", "there is no service " + name));
                continue;
            }
            draft.status(declared.key(), name.toString(), new Condition(Condition.ACCEPTED, true, "Accepted", ""));
            for (ServicePort port : service.get().ports()) {
                if (port.protocol().isHttp()) {
                    draft.claim(new MeshDraft.RouteClaim(
                            name,
                            port.port(),
                            declared.key(),
                            declared.createdRevision(),
                            false,
                            name.toString(),
                            rules(declared, port.port(), draft, unknown)));
                }
            }
            draft.status(declared.key(), name.toString(), resolved(unknown));
        }
    }

    private static Condition resolved(Set<String> unknown) {
        return unknown.isEmpty()
                ? new Condition(Condition.RESOLVED_REFS, true, "ResolvedRefs", "")
                : new Condition(
                        Condition.RESOLVED_REFS,
                        false,
                        "BackendNotFound",
                        "no such service or port: " + String.join(", ", unknown));
    }

    private static List<HttpRule> rules(
            Declared<VirtualServiceSpec> declared, int calledPort, MeshDraft draft, Set<String> unknown) {
        List<HttpRule> rules = new ArrayList<>();
        for (VirtualServiceSpec.Route route : declared.spec().routes()) {
            HttpAction action = route.action() instanceof HttpAction.Forward forward
                    ? resolve(forward, calledPort, draft, unknown)
                    : route.action();
            for (int i = 0; i < route.matches().size(); i++) {
                String name = "virtualservice/" + declared.key().namespace() + "/"
                        + declared.key().name() + "/" + route.name() + "/" + i;
                rules.add(new HttpRule(name, route.matches().get(i), action, declared.key()));
            }
        }
        return rules;
    }

    private static HttpAction resolve(
            HttpAction.Forward forward, int calledPort, MeshDraft draft, Set<String> unknown) {
        List<HttpAction.Backend> backends = new ArrayList<>();
        for (HttpAction.Backend backend : forward.backends()) {
            Optional<MeshService> service = draft.service(backend.service());
            int port = backend.port() == 0 ? calledPort : backend.port();
            if (service.isPresent()
                    && backend.port() == 0
                    && service.get().port(port).isEmpty()
                    && service.get().ports().size() == 1) {
                port = service.get().ports().getFirst().port();
            }
            if (service.isEmpty() || service.get().port(port).isEmpty()) {
                unknown.add(backend.service() + ":" + port);
                continue;
            }
            backends.add(new HttpAction.Backend(
                    backend.service(), port, backend.weight(), backend.requestHeaders(), backend.responseHeaders()));
        }
        if (backends.stream().noneMatch(backend -> backend.weight() > 0)) {
            return new HttpAction.Answer(503, "");
        }
        return new HttpAction.Forward(
                backends,
                forward.rewrite(),
                forward.timeout(),
                forward.retries(),
                forward.requestHeaders(),
                forward.responseHeaders());
    }
}
