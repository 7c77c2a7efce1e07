// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.tls;

import io.mainstay.engine.match.StringMatcher;
import java.util.Objects;

/** {@code SubjectAltNameMatcher}. */
public record SanMatcher(SanType type, StringMatcher matcher) {
    public SanMatcher {
        Objects.requireNonNull(type);
        Objects.requireNonNull(matcher);
    }

    /** {@code SanType}; {@code ANY} is what the deprecated {@code match_subject_alt_names} means. */
    public enum SanType {
        ANY,
        EMAIL,
        DNS,
        URI,
        IP_ADDRESS
    }
}
