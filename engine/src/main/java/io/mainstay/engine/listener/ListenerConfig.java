// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import io.mainstay.engine.core.Address;
import io.mainstay.engine.core.Metadata;
import io.mainstay.engine.core.TrafficDirection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A place to accept connections ({@code listener.v3.Listener}).
 *
 * @param name                          unique
 * @param address                       to bind
 * @param additionalAddresses           {@code additional_addresses}, bound too
 * @param statPrefix                    empty: the address
 * @param filterChains                  at least one, or a default
 * @param defaultFilterChain            taken when no chain matches
 * @param listenerFilters               run before the chain is chosen, in order
 * @param listenerFiltersTimeout        zero: none; default 15 s
 * @param continueOnFiltersTimeout      {@code continue_on_listener_filters_timeout}
 * @param perConnectionBufferLimitBytes soft limit of what is buffered per connection; default 1 MiB
 * @param metadata                      e.g. {@code mainstay.io/identity}
 * @param drainType                     what makes it drain
 * @param trafficDirection              as seen from the workload
 * @param bindToPort                    {@code bind_to_port}; false: only connections handed over by another listener
 * @param reusePort                     {@code enable_reuse_port}; one socket per event loop
 * @param tcpBacklogSize                0: the system's
 */
public record ListenerConfig(
        String name,
        Address address,
        List<Address> additionalAddresses,
        String statPrefix,
        List<FilterChainConfig> filterChains,
        Optional<FilterChainConfig> defaultFilterChain,
        List<ListenerFilterConfig> listenerFilters,
        Duration listenerFiltersTimeout,
        boolean continueOnFiltersTimeout,
        int perConnectionBufferLimitBytes,
        Metadata metadata,
        DrainType drainType,
        TrafficDirection trafficDirection,
        boolean bindToPort,
        boolean reusePort,
        int tcpBacklogSize) {
    /** Envoy's {@code per_connection_buffer_limit_bytes} when unset. */
    public static final int DEFAULT_BUFFER_LIMIT_BYTES = 1024 * 1024;

    public ListenerConfig {
        Objects.requireNonNull(name);
        Objects.requireNonNull(address);
        additionalAddresses = List.copyOf(additionalAddresses);
        Objects.requireNonNull(statPrefix);
        filterChains = List.copyOf(filterChains);
        Objects.requireNonNull(defaultFilterChain);
        listenerFilters = List.copyOf(listenerFilters);
        Objects.requireNonNull(listenerFiltersTimeout);
        Objects.requireNonNull(metadata);
        Objects.requireNonNull(drainType);
        Objects.requireNonNull(trafficDirection);
    }

    /** Whether a listener filter reads the start of a TLS hello (server name, ALPN). */
    public boolean inspectsTls() {
        return listenerFilters.stream().anyMatch(f -> f instanceof ListenerFilterConfig.TlsInspector);
    }

    /** {@code DrainType}. */
    public enum DrainType {
        /** On change, removal, a failing health check asked for, and shutdown. */
        DEFAULT,
        /** On change, removal and shutdown only. */
        MODIFY_ONLY
    }
}
