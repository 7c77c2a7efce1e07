// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import io.mainstay.engine.core.AccessLogParser;
import io.mainstay.engine.core.ConfigSourceParser;
import io.mainstay.engine.route.RouteTableParser;
import io.mainstay.engine.wire.MessageTable;

/** The fields of the HTTP connection manager and what is in it. */
final class HttpConnectionManagerTables {
    private static final MessageTable RDS = MessageTable.of(
                    "envoy.extensions.filters.network.http_connection_manager.v3.Rds")
            .message(1, "config_source", () -> ConfigSourceParser.TABLE)
            .value(2, "route_config_name")
            .build();

    private static final MessageTable HTTP_FILTER = MessageTable.of(
                    "envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter")
            .value(1, "name")
            .any(4, "typed_config")
            .rejected(5, "config_discovery", "extension configuration discovery is not supported")
            .value(6, "is_optional")
            .value(7, "disabled")
            .build();

    private static final MessageTable CERT_DETAILS = MessageTable.of(
                    "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.SetCurrentClientCertDetails")
            .value(1, "subject")
            .value(3, "cert")
            .value(4, "dns")
            .value(5, "uri")
            .value(6, "chain")
            .build();

    private static final MessageTable UPGRADE = MessageTable.of(
                    "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.UpgradeConfig")
            .value(1, "upgrade_type")
            .rejectedList(2, "filters", "streams that change their protocol pass the same filters as all others")
            .value(3, "enabled")
            .build();

    static final MessageTable TABLE = MessageTable.of(
                    "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager")
            .value(1, "codec_type", "AUTO, HTTP1, HTTP2")
            .value(2, "stat_prefix")
            .message(3, "rds", () -> RDS)
            .message(4, "route_config", () -> RouteTableParser.TABLE)
            .messages(5, "http_filters", () -> HTTP_FILTER)
            .rejectedSwitch(6, "add_user_agent", "not supported")
            .rejected(7, "tracing", "there is no tracing")
            .message(8, "http_protocol_options", () -> HttpOptionsParser.HTTP1_TABLE)
            .message(9, "http2_protocol_options", () -> HttpOptionsParser.HTTP2_TABLE)
            .value(10, "server_name")
            .value(12, "drain_timeout")
            .messages(13, "access_log", () -> AccessLogParser.TABLE)
            .value(14, "use_remote_address")
            .value(15, "generate_request_id")
            .value(16, "forward_client_cert_details")
            .message(17, "set_current_client_cert_details", () -> CERT_DETAILS)
            .rejected(18, "proxy_100_continue", "the proxy answers Expect: 100-continue itself")
            .value(
                    19,
                    "xff_num_trusted_hops",
                    "above 0, x-forwarded-proto is believed; the client's address stays that of the peer")
            .rejected(20, "represent_ipv4_remote_address_as_ipv4_mapped_ipv6", "not supported")
            .value(21, "skip_xff_append")
            .value(22, "via")
            .messages(23, "upgrade_configs", () -> UPGRADE)
            .value(24, "stream_idle_timeout")
            .rejected(25, "internal_address_config", "no address is internal")
            .inert(
                    26,
                    "delayed_close_timeout",
                    "a connection is closed when its last byte has gone out and its client is silent for 1 s")
            .value(28, "request_timeout")
            .value(29, "max_request_headers_kb")
            .value(30, "normalize_path")
            .rejected(31, "scoped_routes", "use rds or route_config")
            .value(32, "preserve_external_request_id")
            .value(33, "merge_slashes")
            .value(34, "server_header_transformation")
            .message(35, "common_http_protocol_options", () -> HttpOptionsParser.COMMON_TABLE)
            .rejected(36, "request_id_extension", "ids are UUIDs")
            .value(37, "always_set_request_id_in_response")
            .rejected(38, "local_reply_config", "local replies have Envoy's own form")
            .value(39, "strip_matching_host_port")
            .rejectedSwitch(40, "stream_error_on_invalid_http_message", "a broken message closes the connection")
            .value(41, "request_headers_timeout")
            .value(42, "strip_any_host_port")
            .rejected(43, "path_normalization_options", "use normalize_path and merge_slashes")
            .rejected(44, "http3_protocol_options", "HTTP/3 is not supported")
            .value(45, "path_with_escaped_slashes_action")
            .rejectedList(46, "original_ip_detection_extensions", "use use_remote_address and xff_num_trusted_hops")
            .value(47, "strip_trailing_host_dot")
            .rejected(48, "scheme_header_transformation", "not supported")
            .rejected(49, "proxy_status_config", "not supported")
            .rejected(50, "typed_header_validation_config", "heads are always validated strictly")
            .rejected(51, "append_x_forwarded_port", "not supported")
            .rejectedList(52, "early_header_mutation_extensions", "not supported")
            .inert(53, "add_proxy_protocol_connection_state", "there is no PROXY protocol")
            .rejected(54, "access_log_flush_interval", "a request is logged when it ends")
            .rejected(55, "flush_access_log_on_new_request", "a request is logged when it ends")
            .rejected(56, "access_log_options", "a request is logged when it ends")
            .inert(57, "append_local_overload", "there is no overload manager")
            .rejected(58, "http1_safe_max_connection_duration", "not supported")
            .value(59, "stream_flush_timeout", "counts over HTTP/2, anew with each byte the client takes")
            .build();

    private HttpConnectionManagerTables() {}
}
