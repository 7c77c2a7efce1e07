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

    /** All matches replaced. */
    public String apply(String text) {
        return pattern.replaceAll(text, substitution);
    }
}
