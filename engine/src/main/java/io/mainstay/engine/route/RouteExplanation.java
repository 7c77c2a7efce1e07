// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.match.Ascii;
import io.mainstay.engine.match.HeaderMatcher;
import io.mainstay.engine.match.QueryParameterMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is routed as it is.
 *
 * @param virtualHost the one whose domains match the authority
 * @param decision    what {@link RouteTable#decide} says
 * @param nearest     of the routes before the chosen one (of all, if there is none) that which failed last: by its path, then its
 *                    content type, headers and query parameters; among equals that with most of the path in common, then the first
 */
public record RouteExplanation(
        Optional<VirtualHostConfig> virtualHost, RouteDecision decision, Optional<NearMiss> nearest) {
    public RouteExplanation {
        Objects.requireNonNull(virtualHost);
        Objects.requireNonNull(decision);
        Objects.requireNonNull(nearest);
    }

    /**
     * A route that does not match.
     *
     * @param mismatch the first condition that does not hold, with what was found instead
     */
    public record NearMiss(RouteConfig route, String mismatch) {
        public NearMiss {
            Objects.requireNonNull(route);
            Objects.requireNonNull(mismatch);
        }
    }

    static RouteExplanation of(
            Optional<VirtualHostConfig> host,
            RouteDecision decision,
            RequestAttributes request,
            boolean ignorePathParameters) {
        @Nullable RouteConfig chosen = decision instanceof RouteDecision.Routed routed ? routed.route() : null;
        List<RouteConfig> routes = host.map(VirtualHostConfig::routes).orElse(List.of());
        @Nullable Failure nearest = null;
        for (RouteConfig route : routes) {
            if (route.equals(chosen)) {
                break;
            }
            Failure failure = Failure.of(route, request, ignorePathParameters);
            if (nearest == null || failure.isNearerThan(nearest)) {
                nearest = failure;
            }
        }
        return new RouteExplanation(
                host,
                decision,
                Optional.ofNullable(nearest).map(failure -> new NearMiss(failure.route, failure.mismatch)));
    }

    /** How far a route got: {@code step} counts the conditions that hold, {@code common} the characters of the path. */
    private record Failure(RouteConfig route, int step, int common, String mismatch) {
        boolean isNearerThan(Failure other) {
            return step > other.step || (step == other.step && common > other.common);
        }

        static Failure of(RouteConfig route, RequestAttributes request, boolean ignorePathParameters) {
            RouteMatch match = route.match();
            String path = RequestPath.withoutQuery(
                    ignorePathParameters ? RequestPath.withoutParameters(request.path()) : request.path());
            int common = common(match, path);
            if (!pathMatches(match, path, request)) {
                return new Failure(route, 0, common, "path \"" + path + "\" is not " + described(match));
            }
            int step = 1;
            if (match.grpc() && !VirtualHostRoutes.isGrpc(request.header("content-type"))) {
                return new Failure(route, step, common, "content-type is not application/grpc");
            }
            for (HeaderMatcher matcher : match.headers()) {
                step++;
                if (!matcher.matches(request)) {
                    return new Failure(
                            route,
                            step,
                            common,
                            "header " + matcher.name() + found(values(request, matcher.name())) + described(matcher));
                }
            }
            for (QueryParameterMatcher matcher : match.queryParameters()) {
                step++;
                String value = RequestPath.queryParameter(request.path(), matcher.name());
                if (!matcher.matches(value)) {
                    return new Failure(
                            route,
                            step,
                            common,
                            "query parameter " + matcher.name() + found(value == null ? List.of() : List.of(value))
                                    + matcher.value()
                                            .map(Object::toString)
                                            .orElse(matcher.present() ? "present" : "absent"));
                }
            }
            return new Failure(
                    route,
                    step + 1,
                    common,
                    "not drawn: only " + match.fraction().numerator() + " of "
                            + match.fraction().denominator() + " requests");
        }

        private static List<String> values(RequestAttributes request, String header) {
            List<String> values = new ArrayList<>();
            request.test(header, value -> !values.add(value));
            return values;
        }

        private static String found(List<String> values) {
            return (values.isEmpty() ? " is absent" : " is \"" + String.join("\" and \"", values) + "\"")
                    + ", expected: ";
        }

        private static String described(HeaderMatcher matcher) {
            return (matcher.invert() ? "not " : "") + matcher.test();
        }

        private static String described(RouteMatch match) {
            return match.path() + (match.caseSensitive() ? "" : " in any case");
        }

        private static boolean pathMatches(RouteMatch match, String path, RequestAttributes request) {
            boolean anyCase = !match.caseSensitive();
            return switch (match.path()) {
                case PathMatch.Connect _ -> request.method().equals("CONNECT");
                case PathMatch.Prefix(String value) -> !path.isEmpty() && Ascii.regionMatches(anyCase, path, 0, value);
                case PathMatch.Exact(String value) ->
                    !path.isEmpty() && path.length() == value.length() && Ascii.regionMatches(anyCase, path, 0, value);
                case PathMatch.Regex regex -> !path.isEmpty() && regex.pattern().matches(path);
                case PathMatch.SeparatedPrefix(String value) ->
                    Ascii.regionMatches(anyCase, path, 0, value)
                            && (path.length() == value.length() || path.charAt(value.length()) == '/');
            };
        }

        private static int common(RouteMatch match, String path) {
            String text =
                    switch (match.path()) {
                        case PathMatch.Prefix(String value) -> value;
                        case PathMatch.Exact(String value) -> value;
                        case PathMatch.SeparatedPrefix(String value) -> value;
                        case PathMatch.Regex _, PathMatch.Connect _ -> "";
                    };
            int length = 0;
            while (length < text.length() && length < path.length() && text.charAt(length) == path.charAt(length)) {
                length++;
            }
            return length;
        }
    }
}
