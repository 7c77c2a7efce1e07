// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.match;

import java.util.Objects;

/**
 * A condition on one header ({@code route.v3.HeaderMatcher}).
 *
 * @param name                lower case; pseudo-headers such as {@code :method} are allowed
 * @param test                what the value must be
 * @param invert              {@code invert_match}
 * @param missingAsEmpty      {@code treat_missing_header_as_empty}
 */
public record HeaderMatcher(String name, Test test, boolean invert, boolean missingAsEmpty) {
    public HeaderMatcher {
        Objects.requireNonNull(name);
        Objects.requireNonNull(test);
    }

    /**
     * Decides on the header's values, each alone: one that passes is enough, and an inverted condition holds when none does. A header that
     * is absent never matches a test of its value, not even inverted (as Envoy), unless {@code missingAsEmpty}; presence can be inverted.
     */
    public boolean matches(HeaderFields fields) {
        return switch (fields.test(name, test)) {
            case HOLDS -> !invert;
            case FAILS -> invert;
            case ABSENT ->
                missingAsEmpty
                        ? test.holds("") != invert
                        : test instanceof Present(boolean present) && present == invert;
        };
    }

    private static boolean inRange(String text, long start, long end) {
        try {
            long number = Long.parseLong(text);
            return number >= start && number < end;
        } catch (NumberFormatException _) {
            return false;
        }
    }

    /** What the value must be. */
    public sealed interface Test extends HeaderFields.Condition permits Present, Text, Range {}

    /** {@code present_match}; the default when nothing is specified. */
    public record Present(boolean present) implements Test {
        @Override
        public boolean holds(String value) {
            return present;
        }
    }

    /** {@code string_match} and its deprecated predecessors. */
    public record Text(StringMatcher matcher) implements Test {
        public Text {
            Objects.requireNonNull(matcher);
        }

        @Override
        public boolean holds(String value) {
            return matcher.matches(value);
        }
    }

    /** {@code range_match}: a whole decimal number in [start, end). */
    public record Range(long start, long end) implements Test {
        @Override
        public boolean holds(String value) {
            return inRange(value, start, end);
        }
    }
}
