// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.bootstrap;

import io.mainstay.engine.core.Address;
import java.util.Objects;

/** The admin endpoint ({@code bootstrap.v3.Admin}). */
public record AdminConfig(Address address) {
    public AdminConfig {
        Objects.requireNonNull(address);
    }
}
