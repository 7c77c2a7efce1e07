// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind.httproute;

import io.mainstay.controlplane.kind.Declared;
import io.mainstay.controlplane.resource.Condition;
import io.mainstay.controlplane.state.HeaderEdits;
import io.mainstay.controlplane.state.HttpAction;
import io.mainstay.controlplane.state.HttpMatch;
import io.mainstay.controlplane.state.HttpRule;
import io.mainstay.controlplane.state.MeshDraft;
import io.mainstay.controlplane.state.MeshGateway;
import io.mainstay.controlplane.state.MeshService;
import io.mainstay.controlplane.state.ServiceName;
import io.mainstay.controlplane.state.ServicePort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes one HTTPRoute into the mesh. */
final class HttpRouteMerge {
    /** GEP-1731: beside the codes it names, a retry is for connections that fail, end early, or take longer than an attempt may. */
    private static final String RETRIED_FAILURES = "connect-failure,refused-stream,reset,unavailable,cancelled";

    private final Declared<HttpRouteSpec> declared;
    private final MeshDraft draft;
    private final Set<String> notFound = new LinkedHashSet<>();
    private final Set<String> notPermitted = new LinkedHashSet<>();

    HttpRouteMerge(Declared<HttpRouteSpec> declared, MeshDraft draft) {
        this.declared = declared;
        this.draft = draft;
    }

    void merge() {
        List<HttpRule> rules = rules();
        for (HttpRouteSpec.Parent parent : declared.spec().parents()) {
            Optional<Condition> refusal =
                    parent.kind().equals("Service") ? attachService(parent, rules) : attachGateway(parent, rules);
            draft.status(
                    declared.key(),
                    parent.display(),
                    refusal.orElse(new Condition(Condition.ACCEPTED, true, "Accepted", "")));
            draft.status(declared.key(), parent.display(), resolved());
        }
    }

    private Condition resolved() {
        if (!notPermitted.isEmpty()) {
            return new Condition(
                    Condition.RESOLVED_REFS,
                    false,
                    "RefNotPermitted",
                    "in another namespace: " + String.join(", ", notPermitted));
        }
        if (!notFound.isEmpty()) {
            return new Condition(
                    Condition.RESOLVED_REFS,
                    false,
                    "BackendNotFound",
                    "no such service or port: " + String.join(", ", notFound));
        }
        return new Condition(Condition.RESOLVED_REFS, true, "ResolvedRefs", "");
    }

    private Optional<Condition> attachService(HttpRouteSpec.Parent parent, List<HttpRule> rules) {
        if (!parent.namespace().equals(declared.key().namespace())) {
            return refuse(
                    "NotAllowedByListeners",
                    "routes of a consumer's namespace are not built yet; put the route beside its Service");
        }
        ServiceName name = new ServiceName(parent.namespace(), parent.name());
        Optional<MeshService> service = draft.service(name);
        if (service.isEmpty()) {
            return refuse("NoMatchingParent", "there is no service " + name);
        }
        List<ServicePort> ports = service.get().ports().stream()
                .filter(port -> parent.port() == 0 || parent.port() == port.port())
                .toList();
        if (ports.isEmpty()) {
            return refuse("NoMatchingParent", "service " + name + " has no port " + parent.port());
        }
        if (ports.stream().noneMatch(port -> port.protocol().isHttp())) {
            return refuse(
                    "UnsupportedProtocol",
                    "service " + name + " declares no HTTP port; set appProtocol: http (or grpc) in the Service");
        }
        draft.claim(new MeshDraft.RouteClaim(
                name, parent.port(), declared.key(), declared.createdRevision(), true, parent.display(), rules));
        return Optional.empty();
    }

    private Optional<Condition> attachGateway(HttpRouteSpec.Parent parent, List<HttpRule> rules) {
        Optional<MeshGateway> gateway = draft.gateway(parent.namespace(), parent.name());
        if (gateway.isEmpty()) {
            return refuse("NoMatchingParent", "there is no gateway " + parent.namespace() + "/" + parent.name());
        }
        boolean attached = false;
        boolean forbidden = false;
        for (MeshGateway.Listener listener : gateway.get().listeners()) {
            boolean meant = (parent.section().isEmpty() || parent.section().equals(listener.name()))
                    && (parent.port() == 0 || parent.port() == listener.port());
            boolean allowed = listener.allowedNamespace().isEmpty()
                    || listener.allowedNamespace().equals(declared.key().namespace());
            forbidden |= meant && !allowed;
            if (meant && allowed) {
                List<String> hosts = hosts(listener.hostname());
                hosts.forEach(host -> draft.gatewayRules(gateway.get(), listener.name(), host, rules));
                attached |= !hosts.isEmpty();
            }
        }
        if (attached) {
            return Optional.empty();
        }
        return forbidden
                ? refuse("NotAllowedByListeners", "the gateway takes routes of its own namespace only")
                : refuse("NoMatchingParent", "no listener of the gateway has this name, port and host");
    }

    /** Host names both the listener and the route serve. */
    private List<String> hosts(String listener) {
        List<String> wanted = declared.spec().hostnames().isEmpty()
                ? List.of("*")
                : declared.spec().hostnames();
        List<String> hosts = new ArrayList<>();
        for (String host : wanted) {
            if (listener.isEmpty() || covers(listener, host)) {
                hosts.add(host);
            } else if (host.equals("*") || covers(host, listener)) {
                hosts.add(listener);
            }
        }
        return hosts;
    }

    private static boolean covers(String wide, String narrow) {
        return wide.equals(narrow) || (wide.startsWith("*.") && narrow.endsWith(wide.substring(1)));
    }

    private static Optional<Condition> refuse(String reason, String message) {
        return Optional.of(new Condition(Condition.ACCEPTED, false, reason, message));
    }

    private List<HttpRule> rules() {
        List<HttpRule> rules = new ArrayList<>();
        List<HttpRouteSpec.Rule> written = declared.spec().rules();
        for (int i = 0; i < written.size(); i++) {
            HttpRouteSpec.Rule rule = written.get(i);
            HttpAction action = action(rule);
            for (int j = 0; j < rule.matches().size(); j++) {
                String name = "httproute/" + declared.key().namespace() + "/"
                        + declared.key().name() + "/" + (rule.name().isEmpty() ? "rule-" + i : rule.name()) + "/" + j;
                rules.add(new HttpRule(
                        name, rule.matches().get(j), action(rule, rule.matches().get(j), action), declared.key()));
            }
        }
        return rules;
    }

    /** A prefix can be replaced only where a prefix matched. */
    private static HttpAction action(HttpRouteSpec.Rule rule, HttpMatch match, HttpAction action) {
        boolean replacesPrefix = rule.filters().rewrite().path().kind() == HttpAction.PathEdit.Kind.PREFIX;
        boolean prefix = match.path().kind() == HttpMatch.PathKind.SEGMENTS;
        return replacesPrefix && !prefix ? new HttpAction.Answer(500, "") : action;
    }

    private HttpAction action(HttpRouteSpec.Rule rule) {
        HttpRouteSpec.Filters filters = rule.filters();
        if (filters.redirect().isPresent()) {
            HttpAction.Redirect redirect = filters.redirect().get();
            return new HttpAction.Redirect(
                    redirect.status(),
                    redirect.scheme(),
                    redirect.host(),
                    redirect.port(),
                    redirect.path(),
                    filters.response());
        }
        List<HttpAction.Backend> backends = new ArrayList<>();
        for (HttpRouteSpec.Backend backend : rule.backends()) {
            resolve(backend).ifPresent(backends::add);
        }
        boolean any = backends.stream().anyMatch(backend -> backend.weight() > 0);
        if (!any) {
            return new HttpAction.Answer(500, "");
        }
        return new HttpAction.Forward(
                backends, filters.rewrite(), rule.timeout(), retries(rule), filters.request(), filters.response());
    }

    private static Optional<HttpAction.Retries> retries(HttpRouteSpec.Rule rule) {
        Optional<Duration> each = rule.backendTimeout().filter(time -> !time.isZero());
        if (rule.retry().isEmpty()) {
            return each.map(HttpAction.Retries::within);
        }
        HttpRouteSpec.Retry retry = rule.retry().get();
        return Optional.of(new HttpAction.Retries(
                retry.attempts().orElse(-1), each, RETRIED_FAILURES, retry.codes(), retry.backoff()));
    }

    private Optional<HttpAction.Backend> resolve(HttpRouteSpec.Backend backend) {
        ServiceName name = new ServiceName(backend.namespace(), backend.name());
        if (!backend.namespace().equals(declared.key().namespace())) {
            notPermitted.add(name + ":" + backend.port());
            return Optional.empty();
        }
        if (draft.service(name).flatMap(service -> service.port(backend.port())).isEmpty()) {
            notFound.add(name + ":" + backend.port());
            return Optional.empty();
        }
        HeaderEdits request = backend.filters().request();
        return Optional.of(new HttpAction.Backend(
                name,
                backend.port(),
                backend.weight(),
                request,
                backend.filters().response()));
    }
}
