// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.bootstrap;

import io.mainstay.engine.core.ApiConfigSource;
import io.mainstay.engine.core.ConfigSource;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code dynamic_resources}.
 *
 * @param lds where listeners come from
 * @param cds where clusters come from
 * @param ads the aggregated stream that sources of kind {@code ads} mean
 */
public record DynamicResources(Optional<ConfigSource> lds, Optional<ConfigSource> cds, Optional<ApiConfigSource> ads) {
    /** Static resources only. */
    public static final DynamicResources NONE =
            new DynamicResources(Optional.empty(), Optional.empty(), Optional.empty());

    public DynamicResources {
        Objects.requireNonNull(lds);
        Objects.requireNonNull(cds);
        Objects.requireNonNull(ads);
    }
}
