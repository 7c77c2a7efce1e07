// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.v3.Int64Range;
import java.util.List;

/** Random conditions of routes. */
final class Matchers {
    private static final List<String> TEXT_REGEXES = List.of("v\\d", "[a-z]+", ".*", "v?", "v1|v2", "\\d+");

    private final Dice dice;

    Matchers(Dice dice) {
        this.dice = dice;
    }

    RouteMatch route() {
        RouteMatch.Builder match = RouteMatch.newBuilder();
        switch (dice.below(7)) {
            case 0, 1 -> match.setPath(dice.pick(Words.PATHS).replace("é", "e"));
            case 2 -> match.setSafeRegex(RegexMatcher.newBuilder().setRegex(dice.pick(Words.REGEXES)));
            case 3 -> match.setPathSeparatedPrefix(dice.pick(Words.SEPARATED));
            default -> match.setPrefix(dice.pick(Words.PREFIXES));
        }
        if (dice.chance(0.2)) {
            match.getCaseSensitiveBuilder().setValue(dice.chance(0.3));
        }
        if (dice.chance(0.3)) {
            match.addHeaders(header());
        }
        if (dice.chance(0.1)) {
            match.addHeaders(header());
        }
        if (dice.chance(0.2)) {
            match.addQueryParameters(query());
        }
        return match.build();
    }

    HeaderMatcher header() {
        HeaderMatcher.Builder header = HeaderMatcher.newBuilder()
                .setName(
                        dice.chance(0.15)
                                ? dice.pick(":method", ":path", ":authority", "host")
                                : dice.pick(Words.NAMES));
        switch (dice.below(5)) {
            case 0 -> header.setPresentMatch(dice.chance(0.7));
            case 1 -> {
                int start = dice.pick(-5, 0, 7, 10);
                header.setRangeMatch(Int64Range.newBuilder().setStart(start).setEnd(start + dice.pick(0, 1, 4)));
            }
            default -> header.setStringMatch(text());
        }
        return header.setInvertMatch(dice.chance(0.3))
                .setTreatMissingHeaderAsEmpty(dice.chance(0.2))
                .build();
    }

    private QueryParameterMatcher query() {
        QueryParameterMatcher.Builder query = QueryParameterMatcher.newBuilder().setName(dice.pick("q", "r", "Q", "x"));
        if (dice.chance(0.3)) {
            return query.setPresentMatch(dice.chance(0.8)).build();
        }
        return query.setStringMatch(
                        StringMatcher.newBuilder().setExact(dice.pick("1", "2", "x", "x y", "a+b", "a b", "")))
                .build();
    }

    StringMatcher text() {
        StringMatcher.Builder text = StringMatcher.newBuilder();
        String some = dice.pick("v1", "v", "V1", "1", "ab", "/a", "GET", "web.test", "10");
        switch (dice.below(5)) {
            case 0 -> text.setPrefix(some);
            case 1 -> text.setSuffix(some);
            case 2 -> text.setContains(some);
            case 3 -> {
                return text.setSafeRegex(RegexMatcher.newBuilder().setRegex(dice.pick(TEXT_REGEXES)))
                        .build();
            }
            default -> text.setExact(dice.chance(0.1) ? "" : some);
        }
        return text.setIgnoreCase(dice.chance(0.2)).build();
    }

    RegexMatchAndSubstitute rewrite() {
        String[] rule = dice.pick(
                new String[] {"/api/v(\\d+)", "/version/\\1"},
                new String[] {"/a", "/b"},
                new String[] {"^/([^/]*)", "/x-\\1\\0"},
                new String[] {"[a-z]", "z"},
                new String[] {"nothing", "x"},
                new String[] {"^.*$", "/whole"});
        return RegexMatchAndSubstitute.newBuilder()
                .setPattern(RegexMatcher.newBuilder().setRegex(rule[0]))
                .setSubstitution(rule[1])
                .build();
    }
}
