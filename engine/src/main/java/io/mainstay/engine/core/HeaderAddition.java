// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import java.util.Objects;

/**
 * Adds or overwrites one header ({@code core.v3.HeaderValueOption}).
 *
 * @param name      lower case
 * @param value     may hold command operators; its literals have a character for each byte of UTF-8
 * @param action    what to do when the header is there already
 * @param keepEmpty {@code keep_empty_value}: write the header even when the value comes out empty
 */
public record HeaderAddition(String name, FormatString value, Action action, boolean keepEmpty) {
    public HeaderAddition {
        Objects.requireNonNull(name);
        Objects.requireNonNull(value);
        Objects.requireNonNull(action);
    }

    /** {@code HeaderAppendAction}. */
    public enum Action {
        APPEND_IF_EXISTS_OR_ADD,
        ADD_IF_ABSENT,
        OVERWRITE_IF_EXISTS_OR_ADD,
        OVERWRITE_IF_EXISTS
    }
}
