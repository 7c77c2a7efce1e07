// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.Observed;
import io.mainstay.engine.core.HeaderEdits;
import io.mainstay.engine.core.Metadata;
import io.mainstay.engine.match.HeaderMatcher;
import io.mainstay.engine.match.QueryParameterMatcher;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The routes of one virtual host, each with its prepared decisions. */
final class VirtualHostRoutes {
    private final VirtualHostConfig config;
    private final List<Candidate> candidates;
    private final RouteDecision.Routed toHttps;
    private final boolean ignorePathParameters;

    VirtualHostRoutes(RouteTableConfig table, VirtualHostConfig config) {
        this.config = config;
        this.candidates = config.routes().stream()
                .map(route -> new Candidate(table, config, route))
                .toList();
        this.ignorePathParameters = table.ignorePathParameters();
        this.toHttps = new RouteDecision.Routed(
                table,
                config,
                new RouteConfig(
                        "",
                        RouteMatch.prefix("/"),
                        new RouteAction.Redirect("https", "", 0, PathRewrite.NONE, 301, false),
                        HeaderEdits.NONE,
                        HeaderEdits.NONE,
                        -1,
                        Map.of(),
                        Metadata.EMPTY),
                null);
    }

    VirtualHostConfig config() {
        return config;
    }

    RouteDecision decide(RequestAttributes request, Observed observed) {
        if (config.requireTls() && !request.scheme().equals("https")) {
            return toHttps;
        }
        String full = request.path();
        String path = RequestPath.strip(full, ignorePathParameters);
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            if (pathMatches(candidate.route.match(), path, request)
                    && restMatches(candidate.route.match(), full, request, observed)) {
                return candidate.decide(observed);
            }
        }
        return RouteDecision.Unrouted.NO_ROUTE;
    }

    static boolean pathMatches(RouteMatch match, String path, RequestAttributes request) {
        boolean anyCase = !match.caseSensitive();
        return switch (match.path()) {
            case PathMatch.Connect _ -> request.method().equals("CONNECT");
            case PathMatch.Prefix(String value) ->
                !path.isEmpty() && path.regionMatches(anyCase, 0, value, 0, value.length());
            case PathMatch.Exact(String value) ->
                path.length() == value.length()
                        && !path.isEmpty()
                        && path.regionMatches(anyCase, 0, value, 0, value.length());
            case PathMatch.Regex regex -> !path.isEmpty() && regex.pattern().matches(path);
            case PathMatch.SeparatedPrefix(String value) ->
                path.regionMatches(anyCase, 0, value, 0, value.length())
                        && (path.length() == value.length() || path.charAt(value.length()) == '/');
        };
    }

    static boolean restMatches(RouteMatch match, String fullPath, RequestAttributes request, Observed observed) {
        if (match.fraction().numerator() < match.fraction().denominator()
                && !match.fraction().includes(observed.random())) {
            return false;
        }
        if (match.grpc() && !isGrpc(request.header("content-type"))) {
            return false;
        }
        List<HeaderMatcher> headers = match.headers();
        for (int i = 0; i < headers.size(); i++) {
            HeaderMatcher matcher = headers.get(i);
            if (!matcher.matches(request.header(matcher.name()))) {
                return false;
            }
        }
        List<QueryParameterMatcher> parameters = match.queryParameters();
        for (int i = 0; i < parameters.size(); i++) {
            QueryParameterMatcher matcher = parameters.get(i);
            if (!matcher.matches(RequestPath.queryParameter(fullPath, matcher.name()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isGrpc(@org.jspecify.annotations.Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String type = contentType.toLowerCase(Locale.ROOT);
        return type.equals("application/grpc")
                || type.startsWith("application/grpc+")
                || type.startsWith("application/grpc;");
    }

    /** A route with one decision, or one for each weighted cluster. */
    private static final class Candidate {
        private final RouteConfig route;
        private final RouteDecision.Routed[] decisions;
        private final long[] upTo;

        Candidate(RouteTableConfig table, VirtualHostConfig host, RouteConfig route) {
            this.route = route;
            if (route.action() instanceof RouteAction.ForwardTo forward
                    && forward.cluster() instanceof ClusterSpecifier.Weighted(List<WeightedCluster> clusters)) {
                decisions = new RouteDecision.Routed[clusters.size()];
                upTo = new long[clusters.size()];
                long sum = 0;
                for (int i = 0; i < decisions.length; i++) {
                    decisions[i] = new RouteDecision.Routed(table, host, route, clusters.get(i));
                    sum += clusters.get(i).weight();
                    upTo[i] = sum;
                }
            } else {
                decisions = new RouteDecision.Routed[] {new RouteDecision.Routed(table, host, route, null)};
                upTo = new long[] {1};
            }
        }

        RouteDecision decide(Observed observed) {
            if (decisions.length == 1) {
                return decisions[0];
            }
            long drawn = Long.remainderUnsigned(observed.random(), upTo[upTo.length - 1]);
            int i = 0;
            while (upTo[i] <= drawn) {
                i++;
            }
            return decisions[i];
        }
    }
}
