// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import io.mainstay.engine.core.TypedConfig;
import java.util.Objects;

/**
 * One HTTP filter, still unparsed: the set of filters is open, a provider parses its own ({@code HttpFilter}).
 *
 * @param name     unique in its list; per-route configuration refers to it
 * @param config   {@code typed_config}
 * @param optional {@code is_optional}: when the type is unknown, leave the filter out instead of rejecting
 * @param disabled {@code disabled}: off unless a route's {@code typed_per_filter_config} turns it on
 */
public record HttpFilterConfig(String name, TypedConfig config, boolean optional, boolean disabled) {
    public HttpFilterConfig {
        Objects.requireNonNull(name);
        Objects.requireNonNull(config);
    }

    public String typeUrl() {
        return config.typeUrl();
    }
}
