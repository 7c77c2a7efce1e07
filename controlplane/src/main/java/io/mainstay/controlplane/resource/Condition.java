// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.resource;

import java.util.Objects;

/**
 * One line of a resource's status, in the manner of Gateway API.
 *
 * @param type    {@code Accepted}, {@code ResolvedRefs} or {@code Programmed}
 * @param holds   true, false
 * @param reason  one word
 * @param message for people; empty when the reason says it all
 */
public record Condition(String type, boolean holds, String reason, String message) {
    public static final String ACCEPTED = "Accepted";
    public static final String RESOLVED_REFS = "ResolvedRefs";
    public static final String PROGRAMMED = "Programmed";

    public Condition {
        Objects.requireNonNull(type);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(message);
    }
}
