// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import java.util.List;
import java.util.Objects;

/**
 * A protocol a connection may change to ({@code upgrade_configs}).
 *
 * @param upgradeType compared without case, e.g. {@code websocket}, {@code CONNECT}
 * @param enabled     default for routes that do not say; default true
 * @param filters     run instead of the connection manager's; empty: the same
 */
public record UpgradeConfig(String upgradeType, boolean enabled, List<HttpFilterConfig> filters) {
    public UpgradeConfig {
        Objects.requireNonNull(upgradeType);
        filters = List.copyOf(filters);
    }
}
