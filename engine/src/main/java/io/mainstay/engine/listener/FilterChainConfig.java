// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import io.mainstay.engine.core.Metadata;
import io.mainstay.engine.tls.DownstreamTls;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What serves a connection once its chain is chosen ({@code listener.v3.FilterChain}).
 *
 * @param name                          may be empty
 * @param match                         which connections; {@link FilterChainMatch#ANY} for the default chain
 * @param filters                       at least one; the last is terminal (HTTP connection manager or TCP proxy)
 * @param tls                           {@code transport_socket}; empty is plaintext
 * @param transportSocketConnectTimeout time for the TLS handshake; zero: none
 */
public record FilterChainConfig(
        String name,
        FilterChainMatch match,
        List<NetworkFilterConfig> filters,
        Optional<DownstreamTls> tls,
        Duration transportSocketConnectTimeout,
        Metadata metadata) {
    public FilterChainConfig {
        Objects.requireNonNull(name);
        Objects.requireNonNull(match);
        filters = List.copyOf(filters);
        Objects.requireNonNull(tls);
        Objects.requireNonNull(transportSocketConnectTimeout);
        Objects.requireNonNull(metadata);
    }

    /** The filter that ends the chain. */
    public NetworkFilterConfig terminal() {
        return filters.getLast();
    }
}
