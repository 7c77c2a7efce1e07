// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.core.FractionalPercent;
import io.mainstay.engine.match.HeaderMatcher;
import io.mainstay.engine.match.QueryParameterMatcher;
import java.util.List;
import java.util.Objects;

/**
 * Which requests a route is for ({@code route.v3.RouteMatch}). All parts must agree.
 *
 * @param caseSensitive   of the path; never applies to a regex
 * @param grpc            only requests whose content type is gRPC
 * @param fraction        {@code runtime_fraction}: only this share
 */
public record RouteMatch(
        PathMatch path,
        boolean caseSensitive,
        List<HeaderMatcher> headers,
        List<QueryParameterMatcher> queryParameters,
        boolean grpc,
        FractionalPercent fraction) {
    public RouteMatch {
        Objects.requireNonNull(path);
        headers = List.copyOf(headers);
        queryParameters = List.copyOf(queryParameters);
        Objects.requireNonNull(fraction);
    }

    /** A match by path alone. */
    public static RouteMatch of(PathMatch path) {
        return new RouteMatch(path, true, List.of(), List.of(), false, FractionalPercent.ALL);
    }

    public static RouteMatch prefix(String prefix) {
        return of(new PathMatch.Prefix(prefix));
    }

    public static RouteMatch path(String path) {
        return of(new PathMatch.Exact(path));
    }
}
