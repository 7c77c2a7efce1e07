// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import java.util.List;

/**
 * A management server ({@code core.v3.ApiConfigSource}).
 *
 * @param delta    incremental xDS, else state of the world
 * @param services exactly one
 */
public record ApiConfigSource(boolean delta, List<GrpcServiceConfig> services) {
    public ApiConfigSource {
        services = List.copyOf(services);
    }
}
