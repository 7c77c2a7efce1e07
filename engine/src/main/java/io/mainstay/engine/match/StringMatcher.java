// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.match;

import java.util.Objects;

/** {@code type.matcher.v3.StringMatcher}. {@code ignoreCase} folds ASCII letters only, as Envoy does; it never applies to a regex. */
public sealed interface StringMatcher {
    boolean matches(String text);

    record Exact(String value, boolean ignoreCase) implements StringMatcher {
        public Exact {
            Objects.requireNonNull(value);
        }

        @Override
        public boolean matches(String text) {
            return text.length() == value.length() && Ascii.regionMatches(ignoreCase, text, 0, value);
        }
    }

    record Prefix(String value, boolean ignoreCase) implements StringMatcher {
        public Prefix {
            Objects.requireNonNull(value);
        }

        @Override
        public boolean matches(String text) {
            return Ascii.regionMatches(ignoreCase, text, 0, value);
        }
    }

    record Suffix(String value, boolean ignoreCase) implements StringMatcher {
        public Suffix {
            Objects.requireNonNull(value);
        }

        @Override
        public boolean matches(String text) {
            return Ascii.regionMatches(ignoreCase, text, text.length() - value.length(), value);
        }
    }

    record Contains(String value, boolean ignoreCase) implements StringMatcher {
        public Contains {
            Objects.requireNonNull(value);
        }

        @Override
        public boolean matches(String text) {
            return Ascii.contains(ignoreCase, text, value);
        }
    }

    record Regex(RegexPattern pattern) implements StringMatcher {
        public Regex {
            Objects.requireNonNull(pattern);
        }

        @Override
        public boolean matches(String text) {
            return pattern.matches(text);
        }
    }
}
