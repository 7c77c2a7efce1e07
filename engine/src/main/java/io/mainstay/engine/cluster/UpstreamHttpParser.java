// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.cluster;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.mainstay.engine.listener.Http1Options;
import io.mainstay.engine.listener.Http2Options;
import io.mainstay.engine.listener.HttpLimits;
import io.mainstay.engine.listener.HttpOptionsParser;
import io.mainstay.engine.wire.Aside;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import io.mainstay.model.ConfigProblem.Code;
import java.util.Map;

/** Reads how HTTP is spoken to a cluster: the typed extension, or the deprecated fields of the cluster. */
@SuppressWarnings("deprecation") // control planes still send the deprecated forms
public final class UpstreamHttpParser {
    static final MessageTable SNI_TABLE = MessageTable.of("envoy.config.core.v3.UpstreamHttpProtocolOptions")
            .value(1, "auto_sni")
            .rejected(2, "auto_san_validation", "use auto_sni_san_validation of the TLS context")
            .rejected(3, "override_auto_sni_header", "not supported")
            .build();

    private static final MessageTable EXPLICIT = MessageTable.of(
                    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions.ExplicitHttpConfig")
            .message(1, "http_protocol_options", () -> HttpOptionsParser.HTTP1_TABLE)
            .message(2, "http2_protocol_options", () -> HttpOptionsParser.HTTP2_TABLE)
            .rejected(3, "http3_protocol_options", "HTTP/3 is not supported")
            .build();

    private static final MessageTable DOWNSTREAM = MessageTable.of(
                    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions.UseDownstreamHttpConfig")
            .message(1, "http_protocol_options", () -> HttpOptionsParser.HTTP1_TABLE)
            .message(2, "http2_protocol_options", () -> HttpOptionsParser.HTTP2_TABLE)
            .rejected(3, "http3_protocol_options", "HTTP/3 is not supported")
            .build();

    private static final MessageTable AUTO = MessageTable.of(
                    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions.AutoHttpConfig")
            .message(1, "http_protocol_options", () -> HttpOptionsParser.HTTP1_TABLE)
            .message(2, "http2_protocol_options", () -> HttpOptionsParser.HTTP2_TABLE)
            .rejected(3, "http3_protocol_options", "HTTP/3 is not supported")
            .rejected(4, "alternate_protocols_cache_options", "HTTP/3 is not supported")
            .build();

    public static final MessageTable TABLE = MessageTable.of("envoy.extensions.upstreams.http.v3.HttpProtocolOptions")
            .message(1, "common_http_protocol_options", () -> HttpOptionsParser.COMMON_TABLE)
            .message(2, "upstream_http_protocol_options", () -> SNI_TABLE)
            .message(3, "explicit_http_config", () -> EXPLICIT)
            .message(4, "use_downstream_protocol_config", () -> DOWNSTREAM)
            .message(5, "auto_config", () -> AUTO)
            .rejectedList(6, "http_filters", "there are no upstream filters")
            .rejected(7, "header_validation_config", "heads are always validated strictly")
            .rejected(8, "outlier_detection", "not supported")
            .build();

    private static final String KEY = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
    private static final int DEFAULT_HEADERS_KB = HttpLimits.DEFAULT.maxHeadersKb();

    private UpstreamHttpParser() {}

    static UpstreamHttpOptions parse(Cluster cluster, Problems problems) {
        Problems map = problems.in("typed_extension_protocol_options", KEY);
        Map<String, Any> options = Aside.anyMap(cluster, ClusterTables.PROTOCOL_OPTIONS);
        for (Map.Entry<String, Any> entry : options.entrySet()) {
            String url = entry.getValue().getTypeUrl();
            if (!entry.getKey().equals(KEY)
                    || !url.substring(url.lastIndexOf('/') + 1).equals(KEY)) {
                problems.in("typed_extension_protocol_options", entry.getKey())
                        .add(Code.UNKNOWN_TYPE, url + " (expected: " + KEY + ")");
                return UpstreamHttpOptions.DEFAULT;
            }
        }
        Any typed = options.get(KEY);
        if (typed == null) {
            return deprecated(cluster, problems);
        }
        try {
            return typed(HttpProtocolOptions.parseFrom(typed.getValue()), map);
        } catch (InvalidProtocolBufferException e) {
            map.add(Code.MALFORMED, "not a " + KEY + ": " + e.getMessage());
            return UpstreamHttpOptions.DEFAULT;
        }
    }

    private static UpstreamHttpOptions typed(HttpProtocolOptions options, Problems problems) {
        UpstreamHttpOptions.Protocol protocol = UpstreamHttpOptions.Protocol.HTTP1;
        Http1ProtocolOptions http1 = Http1ProtocolOptions.getDefaultInstance();
        Http2ProtocolOptions http2 = Http2ProtocolOptions.getDefaultInstance();
        Problems at = problems;
        switch (options.getUpstreamProtocolOptionsCase()) {
            case EXPLICIT_HTTP_CONFIG -> {
                at = problems.in("explicit_http_config");
                http1 = options.getExplicitHttpConfig().getHttpProtocolOptions();
                http2 = options.getExplicitHttpConfig().getHttp2ProtocolOptions();
                protocol = explicit(options, at);
            }
            case USE_DOWNSTREAM_PROTOCOL_CONFIG -> {
                at = problems.in("use_downstream_protocol_config");
                http1 = options.getUseDownstreamProtocolConfig().getHttpProtocolOptions();
                http2 = options.getUseDownstreamProtocolConfig().getHttp2ProtocolOptions();
                protocol = UpstreamHttpOptions.Protocol.AS_DOWNSTREAM;
            }
            case AUTO_CONFIG -> {
                at = problems.in("auto_config");
                http1 = options.getAutoConfig().getHttpProtocolOptions();
                http2 = options.getAutoConfig().getHttp2ProtocolOptions();
                protocol = UpstreamHttpOptions.Protocol.AUTO;
            }
            case UPSTREAMPROTOCOLOPTIONS_NOT_SET ->
                problems.add(
                        Code.MISSING,
                        "one of explicit_http_config, use_downstream_protocol_config, auto_config is required");
        }
        return options(
                protocol,
                HttpOptionsParser.http1(http1, at.in("http_protocol_options")),
                HttpOptionsParser.http2(http2, at.in("http2_protocol_options")),
                options.getCommonHttpProtocolOptions(),
                options.getUpstreamHttpProtocolOptions(),
                problems.in("common_http_protocol_options"));
    }

    private static UpstreamHttpOptions.Protocol explicit(HttpProtocolOptions options, Problems problems) {
        return switch (options.getExplicitHttpConfig().getProtocolConfigCase()) {
            case HTTP_PROTOCOL_OPTIONS, HTTP3_PROTOCOL_OPTIONS -> UpstreamHttpOptions.Protocol.HTTP1;
            case HTTP2_PROTOCOL_OPTIONS -> UpstreamHttpOptions.Protocol.HTTP2;
            case PROTOCOLCONFIG_NOT_SET -> {
                problems.add(Code.MISSING, "one of http_protocol_options, http2_protocol_options is required");
                yield UpstreamHttpOptions.Protocol.HTTP1;
            }
        };
    }

    private static UpstreamHttpOptions deprecated(Cluster cluster, Problems problems) {
        UpstreamHttpOptions options = options(
                cluster.hasHttp2ProtocolOptions()
                        ? UpstreamHttpOptions.Protocol.HTTP2
                        : UpstreamHttpOptions.Protocol.HTTP1,
                HttpOptionsParser.http1(cluster.getHttpProtocolOptions(), problems.in("http_protocol_options")),
                HttpOptionsParser.http2(cluster.getHttp2ProtocolOptions(), problems.in("http2_protocol_options")),
                cluster.getCommonHttpProtocolOptions(),
                cluster.getUpstreamHttpProtocolOptions(),
                problems.in("common_http_protocol_options"));
        if (!cluster.hasMaxRequestsPerConnection()) {
            return options;
        }
        HttpLimits limits = options.limits();
        int perConnection = Read.number(
                cluster.getMaxRequestsPerConnection().getValue(),
                Read.Range.ANY,
                problems,
                "max_requests_per_connection");
        return new UpstreamHttpOptions(
                options.protocol(),
                options.http1(),
                options.http2(),
                options.idleTimeout(),
                options.maxConnectionDuration(),
                options.maxStreamDuration(),
                new HttpLimits(limits.maxHeadersKb(), limits.maxHeadersCount(), perConnection, limits.underscores()),
                options.autoSni(),
                options.autoSanValidation());
    }

    private static UpstreamHttpOptions options(
            UpstreamHttpOptions.Protocol protocol,
            Http1Options http1,
            Http2Options http2,
            io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions common,
            io.envoyproxy.envoy.config.core.v3.UpstreamHttpProtocolOptions sni,
            Problems problems) {
        if (common.getHeadersWithUnderscoresActionValue() != 0) {
            problems.unsupported("headers_with_underscores_action", "belongs to listeners");
        }
        if (common.hasMaxConnectionDuration()) {
            problems.unsupported("max_connection_duration", "is supported for listeners only");
        }
        if (common.hasMaxStreamDuration()) {
            problems.unsupported("max_stream_duration", "is supported for listeners only; set it on the route");
        }
        int headersKb = Read.number(
                common.hasMaxResponseHeadersKb(),
                common.getMaxResponseHeadersKb(),
                DEFAULT_HEADERS_KB,
                Read.Range.of(1, 8192),
                problems,
                "max_response_headers_kb");
        return new UpstreamHttpOptions(
                protocol,
                http1,
                http2,
                Read.duration(
                        common.hasIdleTimeout(),
                        common.getIdleTimeout(),
                        UpstreamHttpOptions.DEFAULT.idleTimeout(),
                        problems,
                        "idle_timeout"),
                Read.duration(common.getMaxConnectionDuration(), problems, "max_connection_duration"),
                Read.duration(common.getMaxStreamDuration(), problems, "max_stream_duration"),
                HttpOptionsParser.limits(common, headersKb, problems),
                sni.getAutoSni(),
                sni.getAutoSanValidation());
    }
}
