// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.match;

import java.util.Objects;

/**
 * {@code type.matcher.v3.RegexMatchAndSubstitute}.
 *
 * @param pattern      searched anywhere in the text
 * @param substitution {@code \1} refers to a group
 */
public record RegexRewrite(RegexPattern pattern, String substitution) {
    public RegexRewrite {
        Objects.requireNonNull(pattern);
        Objects.requireNonNull(substitution);
    }

    /** Whether the substitution refers only to groups the pattern has. */
    public boolean isValid() {
        int groups = pattern.groups();
        for (int i = 0; i < substitution.length(); i++) {
            if (substitution.charAt(i) == '\\') {
                i++;
                if (i == substitution.length()) {
                    return false;
                }
                char next = substitution.charAt(i);
                if (next != '\\' && !(next >= '0' && next <= '9' && next - '0' <= groups)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** All matches replaced. */
    public String apply(String text) {
        return pattern.replaceAll(text, substitution);
    }
}
