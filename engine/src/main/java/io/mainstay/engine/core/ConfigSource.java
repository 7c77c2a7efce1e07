// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import java.time.Duration;
import java.util.Objects;

/** Where a resource is fetched from ({@code core.v3.ConfigSource}). Files as a source are not supported. */
public sealed interface ConfigSource {
    /** How long to wait for the first answer before going on without; zero waits for ever. Default 15 s. */
    Duration initialFetchTimeout();

    /** {@code ads}: the bootstrap's aggregated stream. */
    record Ads(Duration initialFetchTimeout) implements ConfigSource {
        public Ads {
            Objects.requireNonNull(initialFetchTimeout);
        }
    }

    /** {@code self}: the same server that sent the resource this is in. */
    record Self(Duration initialFetchTimeout) implements ConfigSource {
        public Self {
            Objects.requireNonNull(initialFetchTimeout);
        }
    }

    /** {@code api_config_source}: a stream of its own. */
    record Api(ApiConfigSource api, Duration initialFetchTimeout) implements ConfigSource {
        public Api {
            Objects.requireNonNull(api);
            Objects.requireNonNull(initialFetchTimeout);
        }
    }
}
