// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.state;

import java.util.Comparator;
import java.util.List;

/**
 * Gateway API's order among rules of all routes of one parent: exact path, then longest prefix, then method, then most headers, then
 * most query parameters; ties stay as they came, the oldest resource first. Regular expressions come after exact paths and before
 * prefixes, the longest first.
 */
final class RulePrecedence {
    private static final Comparator<HttpRule> ORDER = Comparator.comparingInt(
                    (HttpRule rule) -> kind(rule.match().path().kind()))
            .thenComparingInt(rule -> -rule.match().path().value().length())
            .thenComparingInt(rule -> rule.match().method().isPresent() ? 0 : 1)
            .thenComparingInt(rule -> -rule.match().headers().size())
            .thenComparingInt(rule -> -rule.match().query().size());

    private RulePrecedence() {}

    static List<HttpRule> sort(List<HttpRule> rules) {
        return rules.stream().sorted(ORDER).toList();
    }

    private static int kind(HttpMatch.PathKind kind) {
        return switch (kind) {
            case EXACT -> 0;
            case REGEX -> 1;
            case SEGMENTS, PREFIX -> 2;
        };
    }
}
