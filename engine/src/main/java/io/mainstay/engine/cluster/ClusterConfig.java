// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.cluster;

import io.mainstay.engine.core.Metadata;
import io.mainstay.engine.tls.UpstreamTls;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A group of like endpoints ({@code cluster.v3.Cluster}).
 *
 * @param name                          unique
 * @param altStatName                   name in statistics; empty: {@code name}
 * @param discovery                     where endpoints come from
 * @param connectTimeout                TCP and TLS together; default 5 s
 * @param perConnectionBufferLimitBytes soft limit; default 1 MiB
 * @param tls                           {@code transport_socket}; empty is plaintext
 * @param http                          how HTTP is spoken to it
 */
public record ClusterConfig(
        String name,
        String altStatName,
        Discovery discovery,
        Duration connectTimeout,
        int perConnectionBufferLimitBytes,
        LoadBalancing loadBalancing,
        CircuitBreakers circuitBreakers,
        Optional<OutlierDetection> outlierDetection,
        Optional<UpstreamTls> tls,
        UpstreamHttpOptions http,
        UpstreamConnectionOptions connection,
        Metadata metadata) {
    public ClusterConfig {
        Objects.requireNonNull(name);
        Objects.requireNonNull(altStatName);
        Objects.requireNonNull(discovery);
        Objects.requireNonNull(connectTimeout);
        Objects.requireNonNull(loadBalancing);
        Objects.requireNonNull(circuitBreakers);
        Objects.requireNonNull(outlierDetection);
        Objects.requireNonNull(tls);
        Objects.requireNonNull(http);
        Objects.requireNonNull(connection);
        Objects.requireNonNull(metadata);
    }

    /** The name statistics use. */
    public String statName() {
        return altStatName.isEmpty() ? name : altStatName;
    }
}
