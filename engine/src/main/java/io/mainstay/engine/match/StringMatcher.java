// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.match;

import java.util.Locale;
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
            return ignoreCase
                    ? text.length() == value.length() && text.regionMatches(true, 0, value, 0, value.length())
                    : text.equals(value);
        }
    }

    record Prefix(String value, boolean ignoreCase) implements StringMatcher {
        public Prefix {
            Objects.requireNonNull(value);
        }

        @Override
        public boolean matches(String text) {
            return text.regionMatches(ignoreCase, 0, value, 0, value.length());
        }
    }

    record Suffix(String value, boolean ignoreCase) implements StringMatcher {
        public Suffix {
            Objects.requireNonNull(value);
        }

        @Override
        public boolean matches(String text) {
            return text.regionMatches(ignoreCase, text.length() - value.length(), value, 0, value.length());
        }
    }

    record Contains(String value, boolean ignoreCase) implements StringMatcher {
        public Contains {
            value = ignoreCase ? value.toLowerCase(Locale.ROOT) : value;
        }

        @Override
        public boolean matches(String text) {
            return (ignoreCase ? text.toLowerCase(Locale.ROOT) : text).contains(value);
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
