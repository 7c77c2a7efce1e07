// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.KeepaliveSettings;
import io.mainstay.engine.core.PercentParser;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import java.time.Duration;

/** Reads the protocol options that both sides of the proxy use. */
@SuppressWarnings("deprecation") // control planes still send the deprecated forms
public final class HttpOptionsParser {
    public static final MessageTable COMMON_TABLE = MessageTable.of("envoy.config.core.v3.HttpProtocolOptions")
            .value(1, "idle_timeout")
            .value(2, "max_headers_count")
            .value(3, "max_connection_duration")
            .value(4, "max_stream_duration")
            .rejected(5, "headers_with_underscores_action", "such headers are passed on")
            .value(6, "max_requests_per_connection")
            .value(7, "max_response_headers_kb", "upstream")
            .build();

    public static final MessageTable HTTP1_TABLE = MessageTable.of("envoy.config.core.v3.Http1ProtocolOptions")
            .value(1, "allow_absolute_url", "cannot be switched off")
            .rejected(2, "accept_http_10", "HTTP/1.0 is answered with 426")
            .rejected(3, "default_host_for_http_10", "HTTP/1.0 is answered with 426")
            .rejected(4, "header_key_format", "names of headers are sent in lower case")
            .inert(5, "enable_trailers", "trailers are always passed on")
            .rejected(6, "allow_chunked_length", "ambiguous framing is always refused")
            .rejectedSwitch(
                    7, "override_stream_error_on_invalid_http_message", "a broken message closes the connection")
            .rejected(8, "send_fully_qualified_url", "not supported")
            .inert(9, "use_balsa_parser", "names a parser of Envoy's")
            .inert(10, "allow_custom_methods", "every token is a method")
            .rejectedList(11, "ignore_http_11_upgrade", "not supported")
            .build();

    private static final MessageTable KEEPALIVE = MessageTable.of("envoy.config.core.v3.KeepaliveSettings")
            .value(1, "interval")
            .value(2, "timeout")
            .message(3, "interval_jitter", () -> PercentParser.PERCENT_TABLE)
            .rejected(4, "connection_idle_interval", "use interval")
            .build();

    public static final MessageTable HTTP2_TABLE = MessageTable.of("envoy.config.core.v3.Http2ProtocolOptions")
            .value(1, "hpack_table_size")
            .value(2, "max_concurrent_streams")
            .value(3, "initial_stream_window_size")
            .value(4, "initial_connection_window_size")
            .value(5, "allow_connect")
            .rejected(6, "allow_metadata", "METADATA frames are not supported")
            .rejected(7, "max_outbound_frames", "buffered bytes are limited instead")
            .value(8, "max_outbound_control_frames")
            .rejected(9, "max_consecutive_inbound_frames_with_empty_payload", "a fixed limit holds")
            .rejected(10, "max_inbound_priority_frames_per_stream", "a fixed limit holds")
            .rejected(11, "max_inbound_window_update_frames_per_data_frame_sent", "a fixed limit holds")
            .rejected(12, "stream_error_on_invalid_http_messaging", "a broken message closes the connection")
            .rejectedList(13, "custom_settings_parameters", "not supported")
            .rejectedSwitch(
                    14, "override_stream_error_on_invalid_http_message", "a broken message closes the connection")
            .message(15, "connection_keepalive", () -> KEEPALIVE)
            .inert(16, "use_oghttp2_codec", "names a codec of Envoy's")
            .inert(17, "max_metadata_size", "METADATA frames are not supported")
            .build();

    /** Envoy's {@code interval_jitter}. */
    private static final double DEFAULT_JITTER = 15;

    private static final long MAX_WINDOW = Integer.MAX_VALUE;
    private static final long MIN_WINDOW = 65_535;

    private HttpOptionsParser() {}

    /**
     * Limits, with what is said of the head's size elsewhere.
     *
     * @param maxHeadersKb KiB
     */
    public static HttpLimits limits(HttpProtocolOptions options, int maxHeadersKb, Problems problems) {
        HttpLimits.HeadersWithUnderscores underscores =
                switch (options.getHeadersWithUnderscoresAction()) {
                    case ALLOW -> HttpLimits.HeadersWithUnderscores.ALLOW;
                    case REJECT_REQUEST -> HttpLimits.HeadersWithUnderscores.REJECT_REQUEST;
                    case DROP_HEADER -> HttpLimits.HeadersWithUnderscores.DROP_HEADER;
                    case UNRECOGNIZED -> {
                        problems.invalid("headers_with_underscores_action", "unknown value");
                        yield HttpLimits.HeadersWithUnderscores.ALLOW;
                    }
                };
        return new HttpLimits(
                maxHeadersKb,
                Read.number(
                        options.hasMaxHeadersCount(),
                        options.getMaxHeadersCount(),
                        HttpLimits.DEFAULT.maxHeadersCount(),
                        Read.Range.POSITIVE,
                        problems,
                        "max_headers_count"),
                Read.number(
                        options.hasMaxRequestsPerConnection(),
                        options.getMaxRequestsPerConnection(),
                        0,
                        Read.Range.ANY,
                        problems,
                        "max_requests_per_connection"),
                underscores);
    }

    public static Http1Options http1(Http1ProtocolOptions options, Problems problems) {
        if (!Read.flag(options.hasAllowAbsoluteUrl(), options.getAllowAbsoluteUrl(), true)) {
            problems.unsupported("allow_absolute_url", "targets in absolute form are always allowed (RFC 9112, 3.2.2)");
        }
        return new Http1Options(
                true,
                options.getAcceptHttp10(),
                Read.headerValue(options.getDefaultHostForHttp10(), problems, "default_host_for_http_10"),
                options.getEnableTrailers(),
                options.getHeaderKeyFormat().hasProperCaseWords());
    }

    public static Http2Options http2(Http2ProtocolOptions options, Problems problems) {
        Http2Options otherwise = Http2Options.DEFAULT;
        return new Http2Options(
                Read.number(
                        options.hasHpackTableSize(),
                        options.getHpackTableSize(),
                        otherwise.hpackTableSize(),
                        Read.Range.ANY,
                        problems,
                        "hpack_table_size"),
                Read.number(
                        options.hasMaxConcurrentStreams(),
                        options.getMaxConcurrentStreams(),
                        otherwise.maxConcurrentStreams(),
                        Read.Range.of(1, MAX_WINDOW),
                        problems,
                        "max_concurrent_streams"),
                Read.number(
                        options.hasInitialStreamWindowSize(),
                        options.getInitialStreamWindowSize(),
                        otherwise.initialStreamWindowBytes(),
                        Read.Range.of(MIN_WINDOW, MAX_WINDOW),
                        problems,
                        "initial_stream_window_size"),
                Read.number(
                        options.hasInitialConnectionWindowSize(),
                        options.getInitialConnectionWindowSize(),
                        otherwise.initialConnectionWindowBytes(),
                        Read.Range.of(MIN_WINDOW, MAX_WINDOW),
                        problems,
                        "initial_connection_window_size"),
                options.getAllowConnect(),
                Read.number(
                        options.hasMaxOutboundFrames(),
                        options.getMaxOutboundFrames(),
                        otherwise.maxOutboundFrames(),
                        Read.Range.POSITIVE,
                        problems,
                        "max_outbound_frames"),
                Read.number(
                        options.hasMaxOutboundControlFrames(),
                        options.getMaxOutboundControlFrames(),
                        otherwise.maxOutboundControlFrames(),
                        Read.Range.POSITIVE,
                        problems,
                        "max_outbound_control_frames"),
                options.hasConnectionKeepalive()
                        ? keepalive(options.getConnectionKeepalive(), problems.in("connection_keepalive"))
                        : Http2Keepalive.NONE);
    }

    private static Http2Keepalive keepalive(KeepaliveSettings settings, Problems problems) {
        if (!settings.hasTimeout()) {
            problems.missing("timeout");
        }
        double jitter =
                settings.hasIntervalJitter() ? settings.getIntervalJitter().getValue() : DEFAULT_JITTER;
        if (!(jitter >= 0 && jitter <= 100)) {
            problems.invalid("interval_jitter.value", jitter + " (expected: 0..100)");
        }
        return new Http2Keepalive(
                interval(settings.hasInterval(), settings.getInterval(), problems, "interval"),
                interval(settings.hasTimeout(), settings.getTimeout(), problems, "timeout"),
                jitter);
    }

    /** Unset, or a millisecond and more. */
    private static Duration interval(boolean set, com.google.protobuf.Duration value, Problems problems, String field) {
        Duration read = Read.duration(set, value, Duration.ZERO, problems, field);
        if (set && read.compareTo(Duration.ofMillis(1)) < 0) {
            problems.invalid(field, read + " (expected: 1ms or more)");
        }
        return read;
    }
}
