// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import io.mainstay.engine.core.ConfigSource;
import io.mainstay.engine.route.RouteTable;
import java.util.Objects;

/** Where an HTTP connection manager's routes come from. */
public sealed interface RouteSource {
    /** {@code route_config}. */
    record Inline(RouteTable table) implements RouteSource {
        public Inline {
            Objects.requireNonNull(table);
        }
    }

    /**
     * {@code rds}.
     *
     * @param routeConfigName the resource's name, not empty
     */
    record Rds(String routeConfigName, ConfigSource source) implements RouteSource {
        public Rds {
            Objects.requireNonNull(routeConfigName);
            Objects.requireNonNull(source);
        }
    }
}
