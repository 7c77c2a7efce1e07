// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.bootstrap;

import io.mainstay.engine.core.AccessLogConfig;
import io.mainstay.engine.core.Address;
import java.util.List;
import java.util.Objects;

/** The admin endpoint ({@code bootstrap.v3.Admin}). */
public record AdminConfig(Address address, List<AccessLogConfig> accessLog) {
    public AdminConfig {
        Objects.requireNonNull(address);
        accessLog = List.copyOf(accessLog);
    }
}
