// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.core.TypedConfig;
import java.util.Objects;

/**
 * A filter's own configuration on a virtual host, route or weighted cluster ({@code typed_per_filter_config}, unwrapped from
 * {@code FilterConfig}).
 *
 * @param config   {@link TypedConfig#NONE} when only {@code disabled} is said
 * @param disabled the filter does not run here
 * @param optional unknown types are left out instead of rejected
 */
public record FilterOverride(TypedConfig config, boolean disabled, boolean optional) {
    public FilterOverride {
        Objects.requireNonNull(config);
    }
}
