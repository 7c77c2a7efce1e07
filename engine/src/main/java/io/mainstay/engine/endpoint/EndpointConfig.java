// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.endpoint;

import io.mainstay.engine.core.Address;
import io.mainstay.engine.core.Metadata;
import java.util.Objects;

/**
 * One endpoint ({@code LbEndpoint}).
 *
 * @param hostname for {@code auto_host_rewrite} and {@code auto_host_sni}; empty: none
 * @param weight   share in its locality; 1..2^32-1 in sum, default 1
 * @param health   as the management server sees it
 */
public record EndpointConfig(Address address, String hostname, int weight, HealthStatus health, Metadata metadata) {
    public EndpointConfig {
        Objects.requireNonNull(address);
        Objects.requireNonNull(hostname);
        Objects.requireNonNull(health);
        Objects.requireNonNull(metadata);
    }

    /** A healthy endpoint of weight 1. */
    public static EndpointConfig of(Address address) {
        return new EndpointConfig(address, "", 1, HealthStatus.UNKNOWN, Metadata.EMPTY);
    }
}
