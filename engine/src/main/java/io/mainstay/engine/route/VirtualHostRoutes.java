// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.Observed;
import io.mainstay.engine.core.HeaderEdits;
import io.mainstay.engine.core.Metadata;
import io.mainstay.engine.match.HeaderMatcher;
import io.mainstay.engine.match.QueryParameterMatcher;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The routes of one virtual host, each with its prepared decisions. */
final class VirtualHostRoutes {
    private final VirtualHostConfig config;
    private final Candidate[] candidates;
    private final PathIndex byPath;
    private final PathIndex byPathInAnyCase;
    private final int[] scanned;
    private final RouteDecision.Routed toHttps;
    private final boolean ignorePathParameters;

    VirtualHostRoutes(RouteTableConfig table, VirtualHostConfig config) {
        this.config = config;
        this.candidates = config.routes().stream()
                .map(route -> new Candidate(table, config, route))
                .toArray(Candidate[]::new);
        PathIndex.Builder inCase = new PathIndex.Builder(false);
        PathIndex.Builder inAnyCase = new PathIndex.Builder(true);
        this.scanned = IntStream.range(0, candidates.length)
                .filter(place -> {
                    RouteMatch match = candidates[place].route.match();
                    return !(match.caseSensitive() ? inCase : inAnyCase).add(place, match);
                })
                .toArray();
        this.byPath = inCase.build();
        this.byPathInAnyCase = inAnyCase.build();
        this.ignorePathParameters = table.ignorePathParameters();
        this.toHttps = RouteDecision.Routed.unedited(
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
                        Metadata.EMPTY));
    }

    VirtualHostConfig config() {
        return config;
    }

    RouteDecision decide(RequestAttributes request, Observed observed) {
        if (config.requireTls() && !"https".equals(request.header("x-forwarded-proto"))) {
            return toHttps;
        }
        String path = ignorePathParameters ? RequestPath.withoutParameters(request.path()) : request.path();
        int end = RequestPath.matchedLength(path);
        int best = candidates.length;
        if (end > 0) {
            best = indexed(byPath, end, path, best, request, observed);
            best = byPathInAnyCase.isEmpty() ? best : indexed(byPathInAnyCase, end, path, best, request, observed);
        }
        best = scanned(end, path, best, request, observed);
        return best < candidates.length ? candidates[best].decide(observed) : RouteDecision.Unrouted.NO_ROUTE;
    }

    /** The first route that matches, from the most specific texts on; those that come after the best so far are not looked at. */
    private int indexed(
            PathIndex index, int end, String path, int before, RequestAttributes request, Observed observed) {
        int best = first(index.exact(path, end), before, request, observed);
        for (PathIndex.Prefix at = index.deepest(path, end); at != null; at = at.parent()) {
            best = first(at.plain(), best, request, observed);
            best = first(at.separated(path, end), best, request, observed);
        }
        return best;
    }

    private int first(int[] places, int before, RequestAttributes request, Observed observed) {
        for (int i = 0; i < places.length && places[i] < before; i++) {
            if (restMatches(candidates[places[i]].route.match(), request, observed)) {
                return places[i];
            }
        }
        return before;
    }

    private int scanned(int end, String path, int before, RequestAttributes request, Observed observed) {
        @Nullable String matched = null;
        for (int i = 0; i < scanned.length && scanned[i] < before; i++) {
            RouteMatch match = candidates[scanned[i]].route.match();
            boolean pathMatches = false;
            if (match.path() instanceof PathMatch.Regex regex) {
                matched = matched == null ? path.substring(0, end) : matched;
                pathMatches = end > 0 && regex.pattern().matches(matched);
            } else {
                pathMatches = request.method().equals("CONNECT");
            }
            if (pathMatches && restMatches(match, request, observed)) {
                return scanned[i];
            }
        }
        return before;
    }

    private static boolean restMatches(RouteMatch match, RequestAttributes request, Observed observed) {
        if (match.fraction().numerator() < match.fraction().denominator()
                && !match.fraction().includes(observed.random())) {
            return false;
        }
        if (match.grpc() && !isGrpc(request.header("content-type"))) {
            return false;
        }
        List<HeaderMatcher> headers = match.headers();
        for (int i = 0; i < headers.size(); i++) {
            if (!headers.get(i).matches(request)) {
                return false;
            }
        }
        List<QueryParameterMatcher> parameters = match.queryParameters();
        for (int i = 0; i < parameters.size(); i++) {
            QueryParameterMatcher matcher = parameters.get(i);
            if (!matcher.matches(RequestPath.queryParameter(request.path(), matcher.name()))) {
                return false;
            }
        }
        return true;
    }

    /** Envoy's test: {@code application/grpc} itself or with a suffix, so not {@code application/grpc-web}. */
    static boolean isGrpc(@Nullable String contentType) {
        return contentType != null
                && contentType.startsWith("application/grpc")
                && (contentType.length() == 16 || contentType.charAt(16) == '+');
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
