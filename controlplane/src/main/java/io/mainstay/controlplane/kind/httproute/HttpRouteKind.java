// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind.httproute;

import io.mainstay.controlplane.kind.Declared;
import io.mainstay.controlplane.kind.Kind;
import io.mainstay.controlplane.kind.KindName;
import io.mainstay.controlplane.resource.FieldTable;
import io.mainstay.controlplane.resource.Metadata;
import io.mainstay.controlplane.resource.Reader;
import io.mainstay.controlplane.state.MeshDraft;
import java.util.List;

/** {@code gateway.networking.k8s.io HTTPRoute}. */
public final class HttpRouteKind implements Kind<HttpRouteSpec> {
    private static final FieldTable FIELDS = fieldTable();

    private static FieldTable fieldTable() {
        FieldTable table = FieldTable.ofResource()
                .honoured("spec.parentRefs[].group", "`\"\"` for a Service, `gateway.networking.k8s.io` for a Gateway")
                .honoured(
                        "spec.parentRefs[].kind",
                        "`Service`: routes its callers; `Gateway` (default): routes what enters there")
                .honoured(
                        "spec.parentRefs[].namespace",
                        "the route's own when absent; a Service must be in the route's namespace")
                .honoured("spec.parentRefs[].name", "required")
                .honoured("spec.parentRefs[].sectionName", "a gateway's listener; all when absent")
                .honoured("spec.parentRefs[].port", "one port of the parent; all HTTP ports when absent")
                .honoured(
                        "spec.hostnames[]",
                        "for gateways: hosts served, exact or `*.` and a suffix; not used for Service parents")
                .honoured("spec.rules[].name", "shows in explanations")
                .honoured(
                        "spec.rules[].matches[].path.type",
                        "`PathPrefix` (default, whole segments), `Exact`, `RegularExpression` (RE2, whole path)")
                .honoured("spec.rules[].matches[].path.value", "`/` when absent")
                .honoured("spec.rules[].matches[].method", "upper case")
                .honoured("spec.rules[].matches[].headers[].type", "`Exact` (default) or `RegularExpression`")
                .honoured("spec.rules[].matches[].headers[].name", "any case")
                .honoured("spec.rules[].matches[].headers[].value", "required")
                .honoured("spec.rules[].matches[].queryParams[].type", "`Exact` (default) or `RegularExpression`")
                .honoured("spec.rules[].matches[].queryParams[].name", "required")
                .honoured("spec.rules[].matches[].queryParams[].value", "required");
        filters(table, "spec.rules[].filters[]");
        filters(table, "spec.rules[].backendRefs[].filters[]");
        return table.honoured("spec.rules[].backendRefs[].group", "`\"\"`")
                .honoured("spec.rules[].backendRefs[].kind", "`Service`")
                .honoured(
                        "spec.rules[].backendRefs[].namespace",
                        "the route's own; another needs a ReferenceGrant, which is not known, and is not resolved")
                .honoured("spec.rules[].backendRefs[].name", "required")
                .honoured("spec.rules[].backendRefs[].port", "required")
                .honoured("spec.rules[].backendRefs[].weight", "1 when absent; 0: no requests")
                .honoured("spec.rules[].timeouts.request", "for the whole response, retries included; none when absent")
                .honoured("spec.rules[].timeouts.backendRequest", "for each attempt")
                .honoured("spec.rules[].retry.codes", "400 to 599; beside connections that fail, end or take too long")
                .honoured("spec.rules[].retry.attempts", "after the first; 2 when absent")
                .honoured("spec.rules[].retry.backoff", "before the first retry, doubled for each further one")
                .rejected("spec.rules[].sessionPersistence", "experimental; not built yet")
                .rejected("spec.useDefaultGateways", "experimental; name the gateway in parentRefs");
    }

    private static void filters(FieldTable table, String path) {
        table.honoured(
                path + ".type",
                "`RequestHeaderModifier`, `ResponseHeaderModifier`, and at a rule `RequestRedirect`, `URLRewrite`");
        for (String edit : List.of("requestHeaderModifier", "responseHeaderModifier")) {
            table.honoured(path + "." + edit + ".set[].name", "replaces")
                    .honoured(path + "." + edit + ".set[].value", "")
                    .honoured(path + "." + edit + ".add[].name", "adds")
                    .honoured(path + "." + edit + ".add[].value", "")
                    .honoured(path + "." + edit + ".remove[]", "removes");
        }
        table.honoured(path + ".requestRedirect.scheme", "`http` or `https`")
                .honoured(path + ".requestRedirect.hostname", "")
                .honoured(path + ".requestRedirect.port", "")
                .honoured(path + ".requestRedirect.statusCode", "301, 302 (default), 303, 307, 308")
                .honoured(path + ".requestRedirect.path.type", "`ReplaceFullPath` or `ReplacePrefixMatch`")
                .honoured(path + ".requestRedirect.path.replaceFullPath", "")
                .honoured(path + ".requestRedirect.path.replacePrefixMatch", "")
                .honoured(path + ".urlRewrite.hostname", "")
                .honoured(path + ".urlRewrite.path.type", "`ReplaceFullPath` or `ReplacePrefixMatch`")
                .honoured(path + ".urlRewrite.path.replaceFullPath", "")
                .honoured(path + ".urlRewrite.path.replacePrefixMatch", "")
                .rejected(path + ".requestMirror", "not built yet")
                .rejected(path + ".extensionRef", "no extensions are known")
                .rejected(path + ".cors", "not built yet")
                .rejected(path + ".externalAuth", "not built yet");
    }

    @Override
    public KindName name() {
        return new KindName("gateway.networking.k8s.io", "HTTPRoute", "httproutes");
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
            Routes HTTP requests: of those who call a Service inside the mesh (GAMMA), or of those who enter through a Gateway. Several routes
            of one parent are merged by the standard's precedence: exact path, longest prefix, method, most headers, most query parameters,
            oldest resource. A request that no rule of a routed Service matches is answered 404; the share of a backend that does not exist
            is answered 500.\
            """;
    }

    @Override
    public HttpRouteSpec read(Reader root, Metadata metadata, String version) {
        return HttpRouteReader.read(root, metadata);
    }

    @Override
    public void merge(List<Declared<HttpRouteSpec>> oldestFirst, MeshDraft draft) {
        for (Declared<HttpRouteSpec> declared : oldestFirst) {
            new HttpRouteMerge(declared, draft).merge();
        }
    }
}
