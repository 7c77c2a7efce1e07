// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind.httproute;

import io.mainstay.controlplane.resource.Reader;
import io.mainstay.controlplane.state.HeaderEdits;
import io.mainstay.controlplane.state.HttpAction;
import io.mainstay.model.ConfigProblem;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code filters[]}. */
final class RouteFilters {
    private static final Map<String, String> MEMBER = Map.of(
            "RequestHeaderModifier", "requestHeaderModifier",
            "ResponseHeaderModifier", "responseHeaderModifier",
            "RequestRedirect", "requestRedirect",
            "URLRewrite", "urlRewrite");

    private RouteFilters() {}

    static HttpRouteSpec.Filters read(List<Reader> items) {
        HeaderEdits request = HeaderEdits.NONE;
        HeaderEdits response = HeaderEdits.NONE;
        HttpAction.Rewrite rewrite = HttpAction.Rewrite.NONE;
        Optional<HttpAction.Redirect> redirect = Optional.empty();
        Set<String> seen = new HashSet<>();
        for (Reader item : items) {
            String type = item.requiredText("type");
            String member = MEMBER.get(type);
            if (member == null) {
                if (!type.isEmpty()) {
                    item.problem(
                            ConfigProblem.Code.UNSUPPORTED_FIELD,
                            "type",
                            "'" + type + "' (expected: "
                                    + String.join(
                                            ", ",
                                            MEMBER.keySet().stream().sorted().toList()) + ")",
                            "remove the filter; a filter that is left out silently would change what clients see");
                }
                continue;
            }
            if (!seen.add(type)) {
                item.problem(
                        ConfigProblem.Code.DUPLICATE,
                        "type",
                        "'" + type + "' is there twice",
                        "put both into one filter");
            }
            Reader body = item.requiredObject(member);
            switch (member) {
                case "requestHeaderModifier" -> request = headers(body);
                case "responseHeaderModifier" -> response = headers(body);
                case "requestRedirect" -> redirect = Optional.of(redirect(body));
                default -> rewrite = new HttpAction.Rewrite(body.text("hostname"), path(body));
            }
        }
        if (redirect.isPresent() && !rewrite.equals(HttpAction.Rewrite.NONE)) {
            items.getFirst()
                    .problem(
                            ConfigProblem.Code.CONFLICT,
                            "",
                            "RequestRedirect and URLRewrite exclude each other",
                            "keep one");
        }
        return new HttpRouteSpec.Filters(request, response, rewrite, redirect);
    }

    private static HeaderEdits headers(Reader body) {
        return new HeaderEdits(pairs(body, "set"), pairs(body, "add"), body.texts("remove"));
    }

    private static Map<String, String> pairs(Reader body, String member) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (Reader item : body.objects(member)) {
            String name = HeaderNames.read(item, "name");
            if (pairs.put(name, item.requiredText("value")) != null) {
                item.problem(ConfigProblem.Code.DUPLICATE, "name", "'" + name + "' is there twice", "");
            }
        }
        return pairs;
    }

    private static HttpAction.Redirect redirect(Reader body) {
        int status = body.whole("statusCode", 301, 308).orElse(302L).intValue();
        if (!Set.of(301, 302, 303, 307, 308).contains(status)) {
            body.invalid("statusCode", status + " (expected: 301, 302, 303, 307, 308)", "");
        }
        Optional<String> scheme =
                body.has("scheme") ? Optional.of(body.oneOf("scheme", List.of("http", "https"))) : Optional.empty();
        return new HttpAction.Redirect(
                status,
                scheme,
                body.text("hostname"),
                body.whole("port", 1, 65535).orElse(0L).intValue(),
                path(body),
                HeaderEdits.NONE);
    }

    private static HttpAction.PathEdit path(Reader body) {
        Optional<Reader> path = body.object("path");
        if (path.isEmpty()) {
            return HttpAction.PathEdit.KEEP;
        }
        String type = path.get().oneOf("type", List.of("ReplaceFullPath", "ReplacePrefixMatch"));
        return type.equals("ReplaceFullPath")
                ? new HttpAction.PathEdit(
                        HttpAction.PathEdit.Kind.FULL, path.get().requiredText("replaceFullPath"))
                : new HttpAction.PathEdit(
                        HttpAction.PathEdit.Kind.PREFIX,
                        path.get().text("replacePrefixMatch").orElse("/"));
    }
}
