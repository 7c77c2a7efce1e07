// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.mainstay.engine.core.Address;
import io.mainstay.engine.core.AddressParser;
import io.mainstay.engine.core.MetadataParser;
import io.mainstay.engine.core.TrafficDirection;
import io.mainstay.engine.core.TypedConfig;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import io.mainstay.model.ConfigProblem.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code listener.v3.Listener}. */
@SuppressWarnings("deprecation") // control planes still send the deprecated forms
public final class ListenerParser {
    public static final MessageTable TLS_INSPECTOR_TABLE = MessageTable.of(
                    "envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector")
            .rejectedSwitch(1, "enable_ja3_fingerprinting", "not supported")
            .inert(2, "initial_read_buffer_size", "a buffer of the right size is taken")
            .rejectedSwitch(3, "enable_ja4_fingerprinting", "not supported")
            .rejected(4, "close_connection_on_client_hello_parsing_errors", "not supported")
            .build();

    private static final MessageTable LISTENER_FILTER = MessageTable.of("envoy.config.listener.v3.ListenerFilter")
            .value(1, "name", "envoy.filters.listener.tls_inspector")
            .any(3, "typed_config")
            .rejected(4, "filter_disabled", "not supported")
            .rejected(5, "config_discovery", "extension configuration discovery is not supported")
            .build();

    private static final MessageTable ADDITIONAL_ADDRESS = MessageTable.of("envoy.config.listener.v3.AdditionalAddress")
            .message(1, "address", () -> AddressParser.TABLE)
            .rejected(2, "socket_options", "not supported")
            .build();

    public static final MessageTable TABLE = MessageTable.of("envoy.config.listener.v3.Listener")
            .value(1, "name")
            .message(2, "address", () -> AddressParser.TABLE)
            .messages(3, "filter_chains", () -> FilterChainParser.TABLE)
            .rejectedSwitch(4, "use_original_dst", "not supported")
            .value(5, "per_connection_buffer_limit_bytes")
            .message(6, "metadata", () -> MetadataParser.TABLE)
            .rejected(7, "deprecated_v1", "use bind_to_port")
            .inert(
                    8,
                    "drain_type",
                    "connections drain when a listener is replaced or removed and when the process stops or is"
                            + " replaced, never because health checks are failed on purpose")
            .messages(9, "listener_filters", () -> LISTENER_FILTER)
            .rejectedSwitch(10, "transparent", "not supported")
            .rejectedSwitch(11, "freebind", "not supported")
            .inert(12, "tcp_fast_open_queue_length", "only speeds up connecting")
            .rejectedList(13, "socket_options", "not supported")
            .value(15, "listener_filters_timeout")
            .value(16, "traffic_direction")
            .value(17, "continue_on_listener_filters_timeout")
            .rejected(18, "udp_listener_config", "UDP is not supported")
            .rejected(19, "api_listener", "for proxyless clients")
            .inert(20, "connection_balance_config", "the kernel spreads connections over the event loops")
            .inert(21, "reuse_port", "use enable_reuse_port")
            .rejectedList(22, "access_log", "give it to the connection manager or the TCP proxy")
            .value(24, "tcp_backlog_size")
            .message(25, "default_filter_chain", () -> FilterChainParser.TABLE)
            .value(26, "bind_to_port")
            .rejected(27, "internal_listener", "there are no internal listeners")
            .value(28, "stat_prefix")
            .value(29, "enable_reuse_port")
            .rejected(30, "enable_mptcp", "not supported")
            .inert(31, "ignore_global_conn_limit", "there is no such limit")
            .rejected(32, "filter_chain_matcher", "use filter_chain_match")
            .messages(33, "additional_addresses", () -> ADDITIONAL_ADDRESS)
            .inert(34, "max_connections_to_accept_per_socket_event", "only for tuning")
            .inert(35, "bypass_overload_manager", "there is no overload manager")
            .rejected(36, "fcds_config", "not supported")
            .build();

    private static final String TLS_INSPECTOR = "envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector";
    private static final Duration DEFAULT_FILTERS_TIMEOUT = Duration.ofSeconds(15);

    private ListenerParser() {}

    public static ListenerConfig parse(Listener listener, Problems problems) {
        List<FilterChainConfig> chains = new ArrayList<>();
        for (int i = 0; i < listener.getFilterChainsCount(); i++) {
            chains.add(FilterChainParser.parse(listener.getFilterChains(i), false, problems.in("filter_chains", i)));
        }
        Optional<FilterChainConfig> otherwise = listener.hasDefaultFilterChain()
                ? Optional.of(FilterChainParser.parse(
                        listener.getDefaultFilterChain(), true, problems.in("default_filter_chain")))
                : Optional.empty();
        if (chains.isEmpty() && otherwise.isEmpty()) {
            problems.in("filter_chains").add(Code.MISSING, "at least one filter chain is required");
        }
        FilterChainParser.findDuplicates(chains, problems);
        return new ListenerConfig(
                listener.getName(),
                address(listener, problems),
                additionalAddresses(listener, problems),
                listener.getStatPrefix(),
                chains,
                otherwise,
                listenerFilters(listener, problems),
                Read.duration(
                        listener.hasListenerFiltersTimeout(),
                        listener.getListenerFiltersTimeout(),
                        DEFAULT_FILTERS_TIMEOUT,
                        problems,
                        "listener_filters_timeout"),
                listener.getContinueOnListenerFiltersTimeout(),
                Read.number(
                        listener.hasPerConnectionBufferLimitBytes(),
                        listener.getPerConnectionBufferLimitBytes(),
                        ListenerConfig.DEFAULT_BUFFER_LIMIT_BYTES,
                        Read.Range.ANY,
                        problems,
                        "per_connection_buffer_limit_bytes"),
                MetadataParser.parse(listener.getMetadata()),
                drainType(listener, problems),
                direction(listener, problems),
                Read.flag(listener.hasBindToPort(), listener.getBindToPort(), true),
                Read.flag(listener.hasEnableReusePort(), listener.getEnableReusePort(), true),
                Read.number(
                        listener.hasTcpBacklogSize(),
                        listener.getTcpBacklogSize(),
                        0,
                        Read.Range.ANY,
                        problems,
                        "tcp_backlog_size"));
    }

    private static Address address(Listener listener, Problems problems) {
        if (!listener.hasAddress()) {
            problems.missing("address");
            return AddressParser.socket(SocketAddress.getDefaultInstance(), true, Problems.none());
        }
        return AddressParser.parse(listener.getAddress(), problems.in("address"));
    }

    private static List<Address> additionalAddresses(Listener listener, Problems problems) {
        List<Address> addresses = new ArrayList<>();
        for (int i = 0; i < listener.getAdditionalAddressesCount(); i++) {
            addresses.add(AddressParser.parse(
                    listener.getAdditionalAddresses(i).getAddress(),
                    problems.in("additional_addresses", i).in("address")));
        }
        return addresses;
    }

    private static List<ListenerFilterConfig> listenerFilters(Listener listener, Problems problems) {
        List<ListenerFilterConfig> filters = new ArrayList<>();
        for (int i = 0; i < listener.getListenerFiltersCount(); i++) {
            ListenerFilter filter = listener.getListenerFilters(i);
            Problems at = problems.in("listener_filters", i);
            Read.required(filter.getName(), at, "name");
            TypedConfig config = MetadataParser.any(filter.getTypedConfig());
            boolean byName =
                    config.typeUrl().isEmpty() && filter.getName().equals("envoy.filters.listener.tls_inspector");
            if (byName || config.messageName().equals(TLS_INSPECTOR)) {
                filters.add(new ListenerFilterConfig.TlsInspector(filter.getName()));
            } else {
                at.in("typed_config")
                        .add(
                                Code.UNKNOWN_TYPE,
                                "\"" + filter.getName() + "\" " + config.typeUrl() + " (expected: " + TLS_INSPECTOR
                                        + ")");
            }
        }
        return filters;
    }

    private static ListenerConfig.DrainType drainType(Listener listener, Problems problems) {
        return switch (listener.getDrainType()) {
            case DEFAULT -> ListenerConfig.DrainType.DEFAULT;
            case MODIFY_ONLY -> ListenerConfig.DrainType.MODIFY_ONLY;
            case UNRECOGNIZED -> {
                problems.invalid("drain_type", "unknown value " + listener.getDrainTypeValue());
                yield ListenerConfig.DrainType.DEFAULT;
            }
        };
    }

    private static TrafficDirection direction(Listener listener, Problems problems) {
        return switch (listener.getTrafficDirection()) {
            case UNSPECIFIED -> TrafficDirection.UNSPECIFIED;
            case INBOUND -> TrafficDirection.INBOUND;
            case OUTBOUND -> TrafficDirection.OUTBOUND;
            case UNRECOGNIZED -> {
                problems.invalid("traffic_direction", "unknown value " + listener.getTrafficDirectionValue());
                yield TrafficDirection.UNSPECIFIED;
            }
        };
    }
}
