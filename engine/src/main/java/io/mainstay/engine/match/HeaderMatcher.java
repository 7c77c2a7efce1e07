// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.match;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
     * Decides on the header's value, several values being joined by a comma. A header that is absent never matches a test
     * of its value, not even inverted (as Envoy), unless {@code missingAsEmpty}; presence can be inverted.
     */
    public boolean matches(@Nullable String value) {
        if (test instanceof Present(boolean present)) {
            boolean there = value != null || missingAsEmpty;
            return (there == present) != invert;
        }
        if (value == null && !missingAsEmpty) {
            return false;
        }
        String text = value == null ? "" : value;
        boolean matched =
                switch (test) {
                    case Present _ -> true;
                    case Text(StringMatcher matcher) -> matcher.matches(text);
                    case Range(long start, long end) -> inRange(text, start, end);
                };
        return matched != invert;
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
    public sealed interface Test permits Present, Text, Range {}

    /** {@code present_match}; the default when nothing is specified. */
    public record Present(boolean present) implements Test {}

    /** {@code string_match} and its deprecated predecessors. */
    public record Text(StringMatcher matcher) implements Test {
        public Text {
            Objects.requireNonNull(matcher);
        }
    }

    /** {@code range_match}: a whole decimal number in [start, end). */
    public record Range(long start, long end) implements Test {}
}
