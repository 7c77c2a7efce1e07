// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.cluster;

import io.mainstay.engine.core.Address;
import java.util.Objects;
import java.util.Optional;

/**
 * Sockets towards a cluster ({@code UpstreamConnectionOptions} and {@code upstream_bind_config}).
 *
 * @param keepalive whether {@code tcp_keepalive} is set
 * @param probes    {@code keepalive_probes}; 0: the system's
 * @param timeSeconds {@code keepalive_time}; 0: the system's
 * @param intervalSeconds {@code keepalive_interval}; 0: the system's
 * @param source    {@code upstream_bind_config.source_address}
 */
public record UpstreamConnectionOptions(
        boolean keepalive, int probes, int timeSeconds, int intervalSeconds, Optional<Address.Socket> source) {
    /** Envoy's. */
    public static final UpstreamConnectionOptions DEFAULT =
            new UpstreamConnectionOptions(false, 0, 0, 0, Optional.empty());

    public UpstreamConnectionOptions {
        Objects.requireNonNull(source);
    }
}
