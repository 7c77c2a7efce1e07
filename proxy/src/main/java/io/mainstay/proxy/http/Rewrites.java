// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.match.RegexRewrite;
import io.mainstay.engine.route.PathMatch;
import io.mainstay.engine.route.PathRewrite;
import io.mainstay.engine.route.RouteAction;
import io.mainstay.engine.route.RouteMatch;
import io.mainstay.proxy.filter.LocalReply;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.KnownHeaders;
import java.util.List;

/** Where a redirect leads and what a path becomes. Pure. */
final class Rewrites {
    private Rewrites() {}

    /** The path, with its query, after a route's rewrite. */
    static String path(String path, RouteMatch match, PathRewrite rewrite) {
        int query = path.indexOf('?');
        String bare = query < 0 ? path : path.substring(0, query);
        String rest = query < 0 ? "" : path.substring(query);
        return switch (rewrite) {
            case PathRewrite.None _ -> path;
            case PathRewrite.Prefix(String replacement) ->
                begins(bare, match) ? replacement + bare.substring(matched(bare, match)) + rest : path;
            case PathRewrite.Regex(RegexRewrite regex) -> regex.apply(bare) + rest;
            case PathRewrite.Full(String full) -> full.indexOf('?') >= 0 ? full : full + rest;
        };
    }

    /** Whether there is something to rewrite: what matched without the path's parameters may not stand at its beginning. */
    static boolean applies(String path, RouteMatch match, PathRewrite rewrite) {
        return !(rewrite instanceof PathRewrite.None)
                && (!(rewrite instanceof PathRewrite.Prefix) || begins(path, match));
    }

    private static boolean begins(String path, RouteMatch match) {
        return switch (match.path()) {
            case PathMatch.Prefix(String prefix) -> path.regionMatches(true, 0, prefix, 0, prefix.length());
            case PathMatch.SeparatedPrefix(String prefix) -> path.regionMatches(true, 0, prefix, 0, prefix.length());
            case PathMatch.Exact _, PathMatch.Regex _, PathMatch.Connect _ -> true;
        };
    }

    private static int matched(String path, RouteMatch match) {
        return switch (match.path()) {
            case PathMatch.Prefix(String prefix) -> Math.min(prefix.length(), path.length());
            case PathMatch.SeparatedPrefix(String prefix) -> Math.min(prefix.length(), path.length());
            case PathMatch.Exact _, PathMatch.Regex _, PathMatch.Connect _ -> path.length();
        };
    }

    static LocalReply redirect(Headers request, RouteMatch match, RouteAction.Redirect redirect) {
        String scheme = redirect.scheme().isEmpty() ? request.scheme() : redirect.scheme();
        String authority = authority(request, scheme, redirect);
        String path = path(request.path(), match, redirect.path());
        boolean ownQuery = redirect.path() instanceof PathRewrite.Full(String full) && full.indexOf('?') >= 0;
        if (redirect.stripQuery() && !ownQuery && path.indexOf('?') >= 0) {
            path = path.substring(0, path.indexOf('?'));
        }
        return redirectTo(redirect.status(), scheme + "://" + authority + path, "direct_response");
    }

    private static String authority(Headers request, String scheme, RouteAction.Redirect redirect) {
        String received = request.authority();
        String host = redirect.host().isEmpty() ? withoutPort(received) : redirect.host();
        if (redirect.port() != 0) {
            return host + ":" + redirect.port();
        }
        String port = received.substring(withoutPort(received).length());
        boolean oldDefault = (request.scheme().equals("http") && port.equals(":80"))
                || (request.scheme().equals("https") && port.equals(":443"));
        if (!redirect.host().isEmpty() || (oldDefault && !scheme.equals(request.scheme()))) {
            return host;
        }
        return host + port;
    }

    private static String withoutPort(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon < 0 || authority.indexOf(']', colon) >= 0 ? authority : authority.substring(0, colon);
    }

    static LocalReply redirectTo(int status, String location, String details) {
        return new LocalReply(status, "", 0, details, List.of(new LocalReply.Field(KnownHeaders.LOCATION, location)));
    }
}
