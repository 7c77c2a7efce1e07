// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.cluster;

import io.mainstay.engine.core.AddressParser;
import io.mainstay.engine.core.ConfigSourceParser;
import io.mainstay.engine.core.PercentParser;
import io.mainstay.engine.endpoint.EndpointParser;
import io.mainstay.engine.listener.FilterChainParser;
import io.mainstay.engine.listener.HttpOptionsParser;
import io.mainstay.engine.wire.MessageTable;

/** The fields of a cluster and what is in it. */
public final class ClusterTables {
    static final int PROTOCOL_OPTIONS = 36;

    private static final MessageTable EDS = MessageTable.of("envoy.config.cluster.v3.Cluster.EdsClusterConfig")
            .message(1, "eds_config", () -> ConfigSourceParser.TABLE)
            .value(2, "service_name")
            .build();

    private static final MessageTable LOCALITY_WEIGHTED = MessageTable.of(
                    "envoy.config.cluster.v3.Cluster.CommonLbConfig.LocalityWeightedLbConfig")
            .build();

    private static final MessageTable COMMON_LB = MessageTable.of("envoy.config.cluster.v3.Cluster.CommonLbConfig")
            .message(1, "healthy_panic_threshold", () -> PercentParser.PERCENT_TABLE)
            .rejected(2, "zone_aware_lb_config", "use priorities or locality weights")
            .message(3, "locality_weighted_lb_config", () -> LOCALITY_WEIGHTED)
            .inert(4, "update_merge_window", "changes are applied as they come")
            .inert(5, "ignore_new_hosts_until_first_hc", "there are no active health checks")
            .rejected(6, "close_connections_on_host_set_change", "connections to hosts that stay are kept")
            .rejected(7, "consistent_hashing_lb_config", "there is no ring hash and no Maglev")
            .rejected(8, "override_host_status", "not supported")
            .build();

    private static final MessageTable BIAS = MessageTable.of("envoy.config.core.v3.RuntimeDouble")
            .value(1, "default_value")
            .inert(2, "runtime_key", "there is no runtime; the default counts")
            .build();

    private static final MessageTable LEAST_REQUEST = MessageTable.of(
                    "envoy.config.cluster.v3.Cluster.LeastRequestLbConfig")
            .value(1, "choice_count")
            .message(2, "active_request_bias", () -> BIAS)
            .rejected(3, "slow_start_config", "slow start is not supported")
            .build();

    private static final MessageTable ROUND_ROBIN = MessageTable.of(
                    "envoy.config.cluster.v3.Cluster.RoundRobinLbConfig")
            .rejected(1, "slow_start_config", "slow start is not supported")
            .build();

    private static final MessageTable KEEPALIVE = MessageTable.of("envoy.config.core.v3.TcpKeepalive")
            .inert(1, "keepalive_probes", "the system's setting holds")
            .inert(2, "keepalive_time", "the system's setting holds")
            .inert(3, "keepalive_interval", "the system's setting holds")
            .build();

    private static final MessageTable CONNECTION = MessageTable.of("envoy.config.cluster.v3.UpstreamConnectionOptions")
            .message(1, "tcp_keepalive", () -> KEEPALIVE)
            .rejected(2, "set_local_interface_name_on_upstream_connections", "not supported")
            .inert(3, "happy_eyeballs_config", "an endpoint has one address")
            .build();

    private static final MessageTable BIND = MessageTable.of("envoy.config.core.v3.BindConfig")
            .message(1, "source_address", () -> AddressParser.SOCKET_TABLE)
            .rejectedSwitch(2, "freebind", "not supported")
            .rejectedList(3, "socket_options", "not supported")
            .rejectedList(4, "additional_source_addresses", "not supported")
            .rejectedList(5, "extra_source_addresses", "not supported")
            .rejected(6, "local_address_selector", "not supported")
            .build();

    public static final MessageTable TABLE = MessageTable.of("envoy.config.cluster.v3.Cluster")
            .value(1, "name")
            .value(2, "type", "STATIC, STRICT_DNS, LOGICAL_DNS, EDS")
            .message(3, "eds_cluster_config", () -> EDS)
            .value(4, "connect_timeout")
            .value(5, "per_connection_buffer_limit_bytes")
            .value(6, "lb_policy", "ROUND_ROBIN, LEAST_REQUEST, RANDOM")
            .rejectedList(8, "health_checks", "there are no active health checks")
            .value(9, "max_requests_per_connection")
            .message(10, "circuit_breakers", () -> BreakersParser.BREAKERS_TABLE)
            .message(13, "http_protocol_options", () -> HttpOptionsParser.HTTP1_TABLE)
            .message(14, "http2_protocol_options", () -> HttpOptionsParser.HTTP2_TABLE)
            .value(16, "dns_refresh_rate")
            .value(17, "dns_lookup_family")
            .rejectedList(18, "dns_resolvers", "the system's resolver is used")
            .message(19, "outlier_detection", () -> BreakersParser.OUTLIER_TABLE)
            .inert(20, "cleanup_interval", "only for ORIGINAL_DST")
            .message(21, "upstream_bind_config", () -> BIND)
            .rejected(22, "lb_subset_config", "there are no subsets")
            .rejected(23, "ring_hash_lb_config", "there is no ring hash")
            .message(24, "transport_socket", () -> FilterChainParser.TRANSPORT_SOCKET_TABLE)
            .inert(25, "metadata", "nobody asks for it")
            .rejected(26, "protocol_selection", "use typed_extension_protocol_options")
            .message(27, "common_lb_config", () -> COMMON_LB)
            .inert(28, "alt_stat_name", "statistics carry the cluster's name")
            .message(29, "common_http_protocol_options", () -> HttpOptionsParser.COMMON_TABLE)
            .message(30, "upstream_connection_options", () -> CONNECTION)
            .rejected(31, "close_connections_on_host_health_failure", "not supported")
            .inert(32, "ignore_health_on_host_removal", "a host that is removed is gone at once")
            .message(33, "load_assignment", () -> EndpointParser.TABLE)
            .rejected(34, "original_dst_lb_config", "ORIGINAL_DST is not supported")
            .anyMap(PROTOCOL_OPTIONS, "typed_extension_protocol_options")
            .message(37, "least_request_lb_config", () -> LEAST_REQUEST)
            .rejected(38, "cluster_type", "not supported")
            .value(39, "respect_dns_ttl")
            .rejectedList(40, "filters", "not supported")
            .rejected(41, "load_balancing_policy", "use lb_policy")
            .rejected(42, "lrs_server", "load reports are not sent")
            .rejectedList(43, "transport_socket_matches", "use transport_socket")
            .inert(44, "dns_failure_refresh_rate", "failures are tried again at the refresh rate")
            .rejected(45, "use_tcp_for_dns_lookups", "the system's resolver is used")
            .message(46, "upstream_http_protocol_options", () -> UpstreamHttpParser.SNI_TABLE)
            .inert(47, "track_timeout_budgets", "only for statistics")
            .rejected(48, "upstream_config", "not supported")
            .inert(49, "track_cluster_stats", "only for statistics")
            .inert(50, "preconnect_policy", "connections are opened when needed")
            .rejected(51, "connection_pool_per_downstream_connection", "not supported")
            .rejected(52, "maglev_lb_config", "there is no Maglev")
            .rejected(53, "dns_resolution_config", "the system's resolver is used")
            .inert(54, "wait_for_warm_on_init", "clusters are always warmed")
            .rejected(55, "typed_dns_resolver_config", "the system's resolver is used")
            .message(56, "round_robin_lb_config", () -> ROUND_ROBIN)
            .inertList(57, "lrs_report_endpoint_metrics", "load reports are not sent")
            .inert(58, "dns_jitter", "there is no jitter")
            .build();

    private ClusterTables() {}
}
