// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.mainstay.controlplane.state.HttpMatch;

/** Matches, in Envoy's words. */
final class RouteMatches {
    private RouteMatches() {}

    static RouteMatch of(HttpMatch match) {
        RouteMatch.Builder built = RouteMatch.newBuilder();
        String path = match.path().value();
        switch (match.path().kind()) {
            case EXACT -> built.setPath(path);
            case PREFIX -> built.setPrefix(path);
            case REGEX -> built.setSafeRegex(regex(path));
            case SEGMENTS -> {
                String bare = bare(path);
                if (bare.isEmpty()) {
                    built.setPrefix("/");
                } else {
                    built.setPathSeparatedPrefix(bare);
                }
            }
        }
        match.method()
                .ifPresent(method -> built.addHeaders(HeaderMatcher.newBuilder()
                        .setName(":method")
                        .setStringMatch(StringMatcher.newBuilder().setExact(method))));
        for (HttpMatch.ValueMatch header : match.headers()) {
            HeaderMatcher.Builder matcher =
                    HeaderMatcher.newBuilder().setName(header.name()).setInvertMatch(header.invert());
            if (header.kind() == HttpMatch.ValueKind.PRESENT) {
                matcher.setPresentMatch(true);
            } else {
                matcher.setStringMatch(string(header));
            }
            built.addHeaders(matcher);
        }
        for (HttpMatch.ValueMatch parameter : match.query()) {
            QueryParameterMatcher.Builder matcher =
                    QueryParameterMatcher.newBuilder().setName(parameter.name());
            if (parameter.kind() == HttpMatch.ValueKind.PRESENT) {
                matcher.setPresentMatch(true);
            } else {
                matcher.setStringMatch(string(parameter));
            }
            built.addQueryParameters(matcher);
        }
        return built.build();
    }

    /** A prefix of segments without its last slash. */
    static String bare(String prefix) {
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    static RegexMatcher regex(String regex) {
        return RegexMatcher.newBuilder().setRegex(regex).build();
    }

    private static StringMatcher string(HttpMatch.ValueMatch match) {
        StringMatcher.Builder matcher = StringMatcher.newBuilder();
        return switch (match.kind()) {
            case EXACT -> matcher.setExact(match.value()).build();
            case PREFIX -> matcher.setPrefix(match.value()).build();
            case REGEX -> matcher.setSafeRegex(regex(match.value())).build();
            case PRESENT -> throw new IllegalStateException("a match of presence has no value");
        };
    }
}
