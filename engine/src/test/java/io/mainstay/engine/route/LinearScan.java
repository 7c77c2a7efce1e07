// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The oracle of route tables: Envoy's documentation word by word, one domain and one route after the other, sharing nothing with the
 * index but the configuration. Every request counts as drawn for {@code runtime_fraction}.
 */
final class LinearScan {
    private LinearScan() {}

    static Optional<VirtualHostConfig> virtualHost(RouteTableConfig table, String authority) {
        String host = authority.toLowerCase(Locale.ROOT);
        if (table.ignorePortInHost()) {
            host = host.replaceFirst(":[0-9]*$", "");
        }
        @Nullable VirtualHostConfig found = null;
        int rank = -1;
        for (VirtualHostConfig candidate : table.virtualHosts()) {
            for (String domain : candidate.domains()) {
                int here = rank(domain, host);
                if (here > rank) {
                    rank = here;
                    found = candidate;
                }
            }
        }
        return Optional.ofNullable(found);
    }

    private static int rank(String domain, String host) {
        if (domain.equals("*")) {
            return 0;
        } else if (domain.startsWith("*")) {
            boolean fits = host.length() >= domain.length() && host.endsWith(domain.substring(1));
            return fits ? 1_000_000 + domain.length() : -1;
        } else if (domain.endsWith("*")) {
            boolean fits =
                    host.length() >= domain.length() && host.startsWith(domain.substring(0, domain.length() - 1));
            return fits ? 1_000 + domain.length() : -1;
        }
        return domain.equals(host) ? Integer.MAX_VALUE : -1;
    }

    static Optional<RouteConfig> route(RouteTableConfig table, VirtualHostConfig host, RequestAttributes request) {
        String cut = table.ignorePathParameters() ? "(;[^/?#]*)|([?#].*)" : "[?#].*";
        String path = request.path().replaceAll(cut, "");
        return host.routes().stream()
                .filter(route -> path(route.match(), path, request))
                .filter(route -> route.match().headers().stream().allMatch(header -> header.matches(request)))
                .filter(route -> route.match().queryParameters().stream()
                        .allMatch(query -> query.matches(parameter(request.path(), query.name()))))
                .filter(route -> !route.match().grpc()
                        || Pattern.matches(
                                "application/grpc([+].*)?",
                                Optional.ofNullable(request.header("content-type"))
                                        .orElse("")))
                .findFirst();
    }

    private static boolean path(RouteMatch match, String path, RequestAttributes request) {
        boolean fold = !match.caseSensitive();
        String text = fold ? path.toLowerCase(Locale.ROOT) : path;
        return switch (match.path()) {
            case PathMatch.Connect _ -> request.method().equals("CONNECT");
            case PathMatch.Prefix(String value) -> !path.isEmpty() && text.startsWith(fold(value, fold));
            case PathMatch.Exact(String value) -> !path.isEmpty() && text.equals(fold(value, fold));
            case PathMatch.Regex regex ->
                !path.isEmpty() && Pattern.matches(regex.pattern().expression(), path);
            case PathMatch.SeparatedPrefix(String value) ->
                text.equals(fold(value, fold)) || text.startsWith(fold(value, fold) + "/");
        };
    }

    private static String fold(String value, boolean fold) {
        return fold ? value.toLowerCase(Locale.ROOT) : value;
    }

    private static @Nullable String parameter(String path, String name) {
        String query = path.replaceFirst("#.*", "");
        if (!query.contains("?")) {
            return null;
        }
        for (String pair : query.substring(query.indexOf('?') + 1).split("&", -1)) {
            if (pair.equals(name)) {
                return "";
            } else if (pair.startsWith(name + "=")) {
                return pair.substring(name.length() + 1);
            }
        }
        return null;
    }
}
