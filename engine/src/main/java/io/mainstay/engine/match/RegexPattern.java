// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.match;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Objects;

/**
 * An RE2 expression, run in time linear in the text ({@code type.matcher.v3.RegexMatcher}). Matches whole texts only, as
 * Envoy does.
 */
public final class RegexPattern {
    private final Pattern pattern;

    private RegexPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** Compiles; throws {@link IllegalArgumentException} with RE2's reason when the expression is broken. */
    public static RegexPattern compile(String expression) {
        try {
            return new RegexPattern(Pattern.compile(expression));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    public String expression() {
        return pattern.pattern();
    }

    /** How many groups the expression has. */
    int groups() {
        return pattern.groupCount();
    }

    /** Whether the whole text matches. */
    public boolean matches(String text) {
        return pattern.matches(text);
    }

    /** Every match replaced; {@code \1} in the substitution is the first group (RE2's rewrite form). */
    public String replaceAll(String text, String substitution) {
        return pattern.matcher(text).replaceAll(javaForm(substitution));
    }

    private static String javaForm(String substitution) {
        StringBuilder out = new StringBuilder(substitution.length() + 4);
        for (int i = 0; i < substitution.length(); i++) {
            char c = substitution.charAt(i);
            if (c == '\\' && i + 1 < substitution.length()) {
                char next = substitution.charAt(++i);
                if (Character.isDigit(next)) {
                    out.append('$').append(next);
                } else {
                    out.append('\\').append(next);
                }
            } else if (c == '$') {
                out.append("\\$");
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RegexPattern regex && regex.expression().equals(expression());
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(expression());
    }

    @Override
    public String toString() {
        return expression();
    }
}
