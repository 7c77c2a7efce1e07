// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.mainstay.engine.core.AddressParser;
import io.mainstay.engine.core.MetadataParser;
import io.mainstay.engine.tls.DownstreamTls;
import io.mainstay.engine.tls.TlsParser;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import io.mainstay.model.ConfigProblem.Code;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads {@code listener.v3.FilterChain}. */
public final class FilterChainParser {
    private static final MessageTable MATCH = MessageTable.of("envoy.config.listener.v3.FilterChainMatch")
            .messages(3, "prefix_ranges", () -> AddressParser.CIDR_TABLE)
            .rejected(4, "address_suffix", "Envoy does not implement it either")
            .rejected(5, "suffix_len", "Envoy does not implement it either")
            .messages(6, "source_prefix_ranges", () -> AddressParser.CIDR_TABLE)
            .values(7, "source_ports")
            .value(8, "destination_port")
            .value(9, "transport_protocol")
            .values(10, "application_protocols")
            .values(11, "server_names")
            .value(12, "source_type")
            .messages(13, "direct_source_prefix_ranges", () -> AddressParser.CIDR_TABLE)
            .build();

    private static final MessageTable FILTER = MessageTable.of("envoy.config.listener.v3.Filter")
            .value(1, "name")
            .any(4, "typed_config")
            .rejected(5, "config_discovery", "extension configuration discovery is not supported")
            .build();

    /** {@code core.v3.TransportSocket}, which clusters use too. */
    public static final MessageTable TRANSPORT_SOCKET_TABLE = MessageTable.of("envoy.config.core.v3.TransportSocket")
            .value(1, "name")
            .any(3, "typed_config")
            .build();

    static final MessageTable TABLE = MessageTable.of("envoy.config.listener.v3.FilterChain")
            .message(1, "filter_chain_match", () -> MATCH)
            .messages(3, "filters", () -> FILTER)
            .rejectedSwitch(4, "use_proxy_proto", "there is no PROXY protocol")
            .inert(5, "metadata", "nobody asks for it")
            .message(6, "transport_socket", () -> TRANSPORT_SOCKET_TABLE)
            .value(7, "name")
            .value(9, "transport_socket_connect_timeout")
            .build();

    public static final MessageTable HTTP_CONNECTION_MANAGER_TABLE = HttpConnectionManagerTables.TABLE;
    public static final MessageTable TCP_PROXY_TABLE = TcpProxyParser.TABLE;

    private static final String HCM =
            "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";
    private static final String TCP_PROXY = "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy";

    private FilterChainParser() {}

    static FilterChainConfig parse(FilterChain chain, boolean otherwise, Problems problems) {
        if (otherwise && chain.hasFilterChainMatch()) {
            problems.in("filter_chain_match").add(Code.CONFLICT, "the default filter chain has no match");
        }
        return new FilterChainConfig(
                chain.getName(),
                match(chain.getFilterChainMatch(), problems.in("filter_chain_match")),
                filters(chain, problems),
                transportSocket(chain, problems.in("transport_socket")),
                Read.duration(chain.getTransportSocketConnectTimeout(), problems, "transport_socket_connect_timeout"),
                MetadataParser.parse(chain.getMetadata()));
    }

    private static Optional<DownstreamTls> transportSocket(FilterChain chain, Problems problems) {
        if (!chain.hasTransportSocket()) {
            return Optional.empty();
        }
        Read.required(chain.getTransportSocket().getName(), problems, "name");
        return TlsParser.downstream(chain.getTransportSocket().getTypedConfig(), problems.in("typed_config"));
    }

    /** Two chains with the same match: which is taken could not be told. */
    static void findDuplicates(List<FilterChainConfig> chains, Problems problems) {
        Map<FilterChainMatch, Integer> first = new HashMap<>();
        for (int i = 0; i < chains.size(); i++) {
            Integer earlier = first.putIfAbsent(chains.get(i).match(), i);
            if (earlier != null) {
                problems.in("filter_chains", i)
                        .in("filter_chain_match")
                        .add(Code.DUPLICATE, "is the same as that of filter_chains[" + earlier + "]");
            }
        }
    }

    private static FilterChainMatch match(
            io.envoyproxy.envoy.config.listener.v3.FilterChainMatch match, Problems problems) {
        FilterChainMatch.SourceType source =
                switch (match.getSourceType()) {
                    case ANY -> FilterChainMatch.SourceType.ANY;
                    case SAME_IP_OR_LOOPBACK -> FilterChainMatch.SourceType.SAME_IP_OR_LOOPBACK;
                    case EXTERNAL -> FilterChainMatch.SourceType.EXTERNAL;
                    case UNRECOGNIZED -> {
                        problems.invalid("source_type", "unknown value " + match.getSourceTypeValue());
                        yield FilterChainMatch.SourceType.ANY;
                    }
                };
        for (int i = 0; i < match.getSourcePortsCount(); i++) {
            Read.number(match.getSourcePorts(i), Read.Range.PORT, problems, "source_ports[" + i + "]");
        }
        return new FilterChainMatch(
                Read.number(
                        match.hasDestinationPort(),
                        match.getDestinationPort(),
                        0,
                        Read.Range.PORT,
                        problems,
                        "destination_port"),
                AddressParser.ranges(match.getPrefixRangesList(), problems, "prefix_ranges"),
                serverNames(match, problems),
                match.getTransportProtocol(),
                match.getApplicationProtocolsList(),
                AddressParser.ranges(match.getDirectSourcePrefixRangesList(), problems, "direct_source_prefix_ranges"),
                source,
                AddressParser.ranges(match.getSourcePrefixRangesList(), problems, "source_prefix_ranges"),
                match.getSourcePortsList());
    }

    private static List<String> serverNames(
            io.envoyproxy.envoy.config.listener.v3.FilterChainMatch match, Problems problems) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < match.getServerNamesCount(); i++) {
            String name = match.getServerNames(i).toLowerCase(Locale.ROOT);
            if (name.indexOf('*') >= 0 && (!name.startsWith("*.") || name.lastIndexOf('*') > 0)) {
                problems.in("server_names", i)
                        .add(
                                Code.INVALID_VALUE,
                                "\"" + name + "\": partial wildcards are not supported (expected: *.example.com)");
            }
            names.add(name);
        }
        return names;
    }

    private static List<NetworkFilterConfig> filters(FilterChain chain, Problems problems) {
        List<NetworkFilterConfig> filters = new ArrayList<>();
        for (int i = 0; i < chain.getFiltersCount(); i++) {
            Problems at = problems.in("filters", i);
            filter(chain.getFilters(i), at).ifPresent(filters::add);
            if (i < chain.getFiltersCount() - 1) {
                at.add(Code.CONFLICT, "a terminal filter must be the last one");
            }
        }
        if (chain.getFiltersCount() == 0) {
            problems.in("filters").add(Code.MISSING, "a filter chain needs a terminal filter");
        }
        return filters;
    }

    private static Optional<NetworkFilterConfig> filter(Filter filter, Problems problems) {
        Read.required(filter.getName(), problems, "name");
        Problems at = problems.in("typed_config");
        String typeUrl = filter.getTypedConfig().getTypeUrl();
        String type = typeUrl.substring(typeUrl.lastIndexOf('/') + 1);
        try {
            return switch (type) {
                case HCM ->
                    Optional.of(HttpConnectionManagerParser.parse(
                            HttpConnectionManager.parseFrom(
                                    filter.getTypedConfig().getValue()),
                            at));
                case TCP_PROXY ->
                    Optional.of(TcpProxyParser.parse(
                            TcpProxy.parseFrom(filter.getTypedConfig().getValue()), at));
                case "" -> {
                    problems.missing("typed_config");
                    yield Optional.empty();
                }
                default -> {
                    at.add(Code.UNKNOWN_TYPE, typeUrl + " (expected: " + HCM + " or " + TCP_PROXY + ")");
                    yield Optional.empty();
                }
            };
        } catch (InvalidProtocolBufferException e) {
            at.add(Code.MALFORMED, "not a " + type + ": " + e.getMessage());
            return Optional.empty();
        }
    }
}
