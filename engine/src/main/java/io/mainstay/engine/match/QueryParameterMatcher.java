// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.match;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one query parameter ({@code route.v3.QueryParameterMatcher}).
 *
 * @param name    case-sensitive
 * @param value   test of the value; empty when presence is asked for
 * @param present what {@code present_match} wants; true when nothing is specified
 */
public record QueryParameterMatcher(String name, Optional<StringMatcher> value, boolean present) {
    public QueryParameterMatcher {
        Objects.requireNonNull(name);
        Objects.requireNonNull(value);
    }

    /** Decides on the first value of the parameter, null when it is absent. */
    public boolean matches(@Nullable String found) {
        if (value.isPresent()) {
            return found != null && value.get().matches(found);
        }
        return (found != null) == present;
    }
}
