// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import java.util.Objects;

/**
 * A protocol a connection may change to ({@code upgrade_configs}).
 *
 * @param upgradeType compared without case, e.g. {@code websocket}, {@code CONNECT}
 * @param enabled     default for routes that do not say; default true
 */
public record UpgradeConfig(String upgradeType, boolean enabled) {
    public UpgradeConfig {
        Objects.requireNonNull(upgradeType);
    }
}
