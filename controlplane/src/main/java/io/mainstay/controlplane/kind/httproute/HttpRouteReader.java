// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind.httproute;

import io.mainstay.controlplane.resource.Durations;
import io.mainstay.controlplane.resource.Metadata;
import io.mainstay.controlplane.resource.Reader;
import io.mainstay.controlplane.state.HttpAction;
import io.mainstay.controlplane.state.HttpMatch;
import io.mainstay.model.ConfigProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code spec}. */
final class HttpRouteReader {
    private static final Map<String, HttpMatch.PathKind> PATH_KINDS = Map.of(
            "Exact", HttpMatch.PathKind.EXACT,
            "PathPrefix", HttpMatch.PathKind.SEGMENTS,
            "RegularExpression", HttpMatch.PathKind.REGEX);

    private HttpRouteReader() {}

    static HttpRouteSpec read(Reader root, Metadata metadata) {
        Reader spec = root.requiredObject("spec");
        List<HttpRouteSpec.Parent> parents = new ArrayList<>();
        for (Reader item : spec.objects("parentRefs")) {
            parents.add(parent(item, metadata));
        }
        if (parents.isEmpty() && root.has("spec")) {
            spec.missing("parentRefs", "the Service whose callers it routes (kind: Service), or a Gateway");
        }
        List<HttpRouteSpec.Rule> rules = new ArrayList<>();
        for (Reader item : spec.objects("rules")) {
            rules.add(rule(item, metadata));
        }
        if (rules.isEmpty() && root.has("spec")) {
            spec.missing("rules", "at least one rule with backendRefs");
        }
        return new HttpRouteSpec(parents, spec.texts("hostnames"), rules);
    }

    private static HttpRouteSpec.Parent parent(Reader item, Metadata metadata) {
        String kind = item.has("kind") ? item.requiredText("kind") : "Gateway";
        String group = item.has("group") ? item.text("group").orElse("") : "gateway.networking.k8s.io";
        String expected = kind.equals("Service") ? "" : "gateway.networking.k8s.io";
        if (!kind.equals("Service") && !kind.equals("Gateway")) {
            item.invalid("kind", "'" + kind + "' (expected: Service, Gateway)", "");
        } else if (!group.equals(expected) && !(kind.equals("Service") && !item.has("group"))) {
            item.invalid("group", "'" + group + "' (expected: '" + expected + "' for a " + kind + ")", "");
        }
        return new HttpRouteSpec.Parent(
                kind,
                item.has("namespace") ? item.label("namespace") : metadata.namespace(),
                item.requiredText("name"),
                item.text("sectionName").orElse(""),
                item.whole("port", 1, 65535).orElse(0L).intValue());
    }

    private static HttpRouteSpec.Rule rule(Reader item, Metadata metadata) {
        List<HttpMatch> matches = new ArrayList<>();
        for (Reader match : item.objects("matches")) {
            matches.add(match(match));
        }
        HttpRouteSpec.Filters filters = RouteFilters.read(item.objects("filters"));
        List<HttpRouteSpec.Backend> backends = new ArrayList<>();
        for (Reader backend : item.objects("backendRefs")) {
            backends.add(backend(backend, metadata));
        }
        if (filters.redirect().isPresent() && !backends.isEmpty()) {
            item.problem(
                    ConfigProblem.Code.CONFLICT,
                    "backendRefs",
                    "a rule that redirects forwards nothing",
                    "remove the backends or the redirect");
        }
        Optional<Duration> request = Optional.empty();
        Optional<Duration> backendRequest = Optional.empty();
        Optional<Reader> timeouts = item.object("timeouts");
        if (timeouts.isPresent()) {
            request = Durations.read(timeouts.get(), "request");
            backendRequest = Durations.read(timeouts.get(), "backendRequest");
        }
        if (request.isPresent()
                && backendRequest.isPresent()
                && !request.get().isZero()
                && backendRequest.get().compareTo(request.get()) > 0) {
            item.problem(
                    ConfigProblem.Code.CONFLICT,
                    "timeouts",
                    "backendRequest is longer than request",
                    "an attempt cannot outlast the request it belongs to");
        }
        return new HttpRouteSpec.Rule(
                item.text("name").orElse(""),
                matches.isEmpty() ? List.of(HttpMatch.ALL) : matches,
                filters,
                backends,
                request,
                backendRequest,
                item.object("retry").map(HttpRouteReader::retry));
    }

    private static HttpRouteSpec.Retry retry(Reader item) {
        return new HttpRouteSpec.Retry(
                item.wholes("codes", 400, 599).stream().map(Long::intValue).toList(),
                item.whole("attempts", 0, 100).map(Long::intValue),
                Durations.read(item, "backoff"));
    }

    private static HttpMatch match(Reader item) {
        HttpMatch.PathMatch path =
                item.object("path").map(HttpRouteReader::path).orElse(HttpMatch.ALL.path());
        List<HttpMatch.ValueMatch> headers = new ArrayList<>();
        for (Reader header : item.objects("headers")) {
            headers.add(value(header, HeaderNames.read(header, "name")));
        }
        List<HttpMatch.ValueMatch> query = new ArrayList<>();
        for (Reader parameter : item.objects("queryParams")) {
            query.add(value(parameter, parameter.requiredText("name")));
        }
        Optional<String> method = item.has("method")
                ? Optional.of(item.oneOf(
                        "method",
                        List.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH")))
                : Optional.empty();
        return new HttpMatch(path, method, headers, query);
    }

    private static HttpMatch.PathMatch path(Reader path) {
        String type = path.oneOf("type", List.of("PathPrefix", "Exact", "RegularExpression"));
        if (type.equals("RegularExpression")) {
            return new HttpMatch.PathMatch(
                    HttpMatch.PathKind.REGEX, path.regex("value").orElse(".*"));
        }
        String value = path.text("value").orElse("/");
        if (!value.startsWith("/")) {
            path.invalid("value", "'" + value + "' (expected: a path that begins with '/')", "try '/" + value + "'");
        }
        return new HttpMatch.PathMatch(PATH_KINDS.getOrDefault(type, HttpMatch.PathKind.SEGMENTS), value);
    }

    private static HttpMatch.ValueMatch value(Reader item, String name) {
        String type = item.oneOf("type", List.of("Exact", "RegularExpression"));
        return type.equals("Exact")
                ? new HttpMatch.ValueMatch(name, HttpMatch.ValueKind.EXACT, item.requiredText("value"), false)
                : new HttpMatch.ValueMatch(
                        name, HttpMatch.ValueKind.REGEX, item.regex("value").orElse(".*"), false);
    }

    private static HttpRouteSpec.Backend backend(Reader item, Metadata metadata) {
        String kind = item.has("kind") ? item.requiredText("kind") : "Service";
        if (!kind.equals("Service") || !item.text("group").orElse("").isEmpty()) {
            item.invalid("kind", "'" + kind + "' (expected: Service of the core group)", "");
        }
        HttpRouteSpec.Filters filters = RouteFilters.read(item.objects("filters"));
        if (filters.redirect().isPresent() || !filters.rewrite().equals(HttpAction.Rewrite.NONE)) {
            item.problem(
                    ConfigProblem.Code.UNSUPPORTED_FIELD,
                    "filters",
                    "only header filters are honoured at a backend",
                    "move the filter to the rule");
        }
        return new HttpRouteSpec.Backend(
                item.has("namespace") ? item.label("namespace") : metadata.namespace(),
                item.label("name"),
                item.requiredPort("port"),
                item.whole("weight", 0, 1_000_000).orElse(1L).intValue(),
                filters);
    }
}
