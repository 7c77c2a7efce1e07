// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import java.util.List;

/**
 * A management server ({@code core.v3.ApiConfigSource}).
 *
 * @param delta                      incremental xDS, else state of the world
 * @param aggregated                 one stream for all types (ADS)
 * @param services                   in order of preference, at least one
 * @param nodeOnFirstMessageOnly     {@code set_node_on_first_message_only}
 */
public record ApiConfigSource(
        boolean delta, boolean aggregated, List<GrpcServiceConfig> services, boolean nodeOnFirstMessageOnly) {
    public ApiConfigSource {
        services = List.copyOf(services);
    }
}
