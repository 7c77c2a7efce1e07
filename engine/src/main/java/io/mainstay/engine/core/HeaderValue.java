// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import java.util.Objects;

/**
 * A header with a literal value ({@code core.v3.HeaderValue}).
 *
 * @param name lower case
 */
public record HeaderValue(String name, String value) {
    public HeaderValue {
        Objects.requireNonNull(name);
        Objects.requireNonNull(value);
    }
}
