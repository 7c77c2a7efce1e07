// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.mainstay.engine.core.AccessLogConfig;
import io.mainstay.engine.core.AccessLogParser;
import io.mainstay.engine.core.ConfigSourceParser;
import io.mainstay.engine.core.MetadataParser;
import io.mainstay.engine.route.RouteTable;
import io.mainstay.engine.route.RouteTableConfig;
import io.mainstay.engine.route.RouteTableParser;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import io.mainstay.model.ConfigProblem.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code http_connection_manager.v3.HttpConnectionManager}; its table is in {@link HttpConnectionManagerTables}. */
@SuppressWarnings("deprecation") // control planes still send the deprecated forms
final class HttpConnectionManagerParser {
    private static final String ROUTER = "envoy.extensions.filters.http.router.v3.Router";

    private final HttpConnectionManager manager;
    private final Problems problems;

    private HttpConnectionManagerParser(HttpConnectionManager manager, Problems problems) {
        this.manager = manager;
        this.problems = problems;
    }

    static HttpConnectionManagerConfig parse(HttpConnectionManager manager, Problems problems) {
        return new HttpConnectionManagerParser(manager, problems).parse();
    }

    private HttpConnectionManagerConfig parse() {
        return new HttpConnectionManagerConfig(
                Read.required(manager.getStatPrefix(), problems, "stat_prefix"),
                codecType(),
                routes(),
                httpFilters(),
                timeouts(),
                HttpOptionsParser.http1(manager.getHttpProtocolOptions(), problems.in("http_protocol_options")),
                HttpOptionsParser.http2(manager.getHttp2ProtocolOptions(), problems.in("http2_protocol_options")),
                limits(),
                manager.getServerName().isEmpty()
                        ? "envoy"
                        : Read.headerValue(manager.getServerName(), problems, "server_name"),
                serverHeader(),
                forwarding(),
                new RequestIdOptions(
                        Read.flag(manager.hasGenerateRequestId(), manager.getGenerateRequestId(), true),
                        manager.getPreserveExternalRequestId(),
                        manager.getAlwaysSetRequestIdInResponse()),
                new PathOptions(manager.getNormalizePath().getValue(), manager.getMergeSlashes(), escapedSlashes()),
                upgrades(),
                AccessLogParser.parse(manager.getAccessLogList(), problems, "access_log"),
                localReply(),
                Read.headerValue(manager.getVia(), problems, "via"));
    }

    private HttpConnectionManagerConfig.CodecType codecType() {
        return switch (manager.getCodecType()) {
            case AUTO -> HttpConnectionManagerConfig.CodecType.AUTO;
            case HTTP1 -> HttpConnectionManagerConfig.CodecType.HTTP1;
            case HTTP2 -> HttpConnectionManagerConfig.CodecType.HTTP2;
            case HTTP3, UNRECOGNIZED -> {
                problems.unsupported(
                        "codec_type",
                        Read.word(manager.getCodecType(), manager.getCodecTypeValue())
                                + " (expected: AUTO, HTTP1 or HTTP2)");
                yield HttpConnectionManagerConfig.CodecType.AUTO;
            }
        };
    }

    private RouteSource routes() {
        return switch (manager.getRouteSpecifierCase()) {
            case ROUTE_CONFIG ->
                new RouteSource.Inline(RouteTableParser.parse(manager.getRouteConfig(), problems.in("route_config")));
            case RDS -> {
                Problems at = problems.in("rds");
                if (!manager.getRds().hasConfigSource()) {
                    at.missing("config_source");
                }
                yield new RouteSource.Rds(
                        Read.required(manager.getRds().getRouteConfigName(), at, "route_config_name"),
                        manager.getRds().hasConfigSource()
                                ? ConfigSourceParser.aggregated(
                                        manager.getRds().getConfigSource(), at.in("config_source"))
                                : new io.mainstay.engine.core.ConfigSource.Ads(Duration.ZERO));
            }
            case SCOPED_ROUTES, ROUTESPECIFIER_NOT_SET -> {
                if (!manager.hasScopedRoutes()) {
                    problems.add(Code.MISSING, "one of route_config, rds is required");
                }
                yield new RouteSource.Inline(new RouteTable(RouteTableConfig.of("", List.of())));
            }
        };
    }

    private List<HttpFilterConfig> httpFilters() {
        List<HttpFilterConfig> filters = filters(manager.getHttpFiltersList(), problems, "http_filters");
        if (filters.isEmpty()) {
            problems.in("http_filters").add(Code.MISSING, "the last filter must be the router, " + ROUTER);
            return filters;
        }
        for (int i = 0; i < filters.size(); i++) {
            boolean router = filters.get(i).config().messageName().equals(ROUTER);
            boolean last = i == filters.size() - 1;
            if (router && !last) {
                problems.in("http_filters", i).add(Code.CONFLICT, "the router must be the last filter");
            } else if (last && !router) {
                problems.in("http_filters", i)
                        .add(Code.CONFLICT, "\"" + filters.get(i).name() + "\": the last filter must be the router");
            } else if (router && filters.get(i).disabled()) {
                problems.in("http_filters", i).invalid("disabled", "the router cannot be disabled");
            }
        }
        return filters;
    }

    private static List<HttpFilterConfig> filters(List<HttpFilter> filters, Problems problems, String field) {
        List<HttpFilterConfig> parsed = new ArrayList<>(filters.size());
        Set<String> names = new HashSet<>();
        for (int i = 0; i < filters.size(); i++) {
            HttpFilter filter = filters.get(i);
            Problems at = problems.in(field, i);
            Read.required(filter.getName(), at, "name");
            if (!filter.getName().isEmpty() && !names.add(filter.getName())) {
                at.in("name").add(Code.DUPLICATE, "\"" + filter.getName() + "\" is the name of another filter too");
            }
            if (!filter.hasTypedConfig() && !filter.hasConfigDiscovery()) {
                at.missing("typed_config");
            }
            parsed.add(new HttpFilterConfig(
                    filter.getName(),
                    MetadataParser.any(filter.getTypedConfig()),
                    filter.getIsOptional(),
                    filter.getDisabled()));
        }
        return parsed;
    }

    private HttpTimeouts timeouts() {
        HttpTimeouts otherwise = HttpTimeouts.DEFAULT;
        var common = manager.getCommonHttpProtocolOptions();
        Problems at = problems.in("common_http_protocol_options");
        return new HttpTimeouts(
                Read.duration(common.hasIdleTimeout(), common.getIdleTimeout(), otherwise.idle(), at, "idle_timeout"),
                Read.duration(common.getMaxConnectionDuration(), at, "max_connection_duration"),
                Read.duration(common.getMaxStreamDuration(), at, "max_stream_duration"),
                Read.duration(
                        manager.hasStreamIdleTimeout(),
                        manager.getStreamIdleTimeout(),
                        otherwise.streamIdle(),
                        problems,
                        "stream_idle_timeout"),
                manager.hasStreamFlushTimeout()
                        ? Optional.of(Read.duration(manager.getStreamFlushTimeout(), problems, "stream_flush_timeout"))
                        : Optional.empty(),
                Read.duration(manager.getRequestTimeout(), problems, "request_timeout"),
                Read.duration(manager.getRequestHeadersTimeout(), problems, "request_headers_timeout"),
                Read.duration(
                        manager.hasDrainTimeout(),
                        manager.getDrainTimeout(),
                        otherwise.drain(),
                        problems,
                        "drain_timeout"),
                Read.duration(
                        manager.hasDelayedCloseTimeout(),
                        manager.getDelayedCloseTimeout(),
                        otherwise.delayedClose(),
                        problems,
                        "delayed_close_timeout"));
    }

    private HttpLimits limits() {
        Problems common = problems.in("common_http_protocol_options");
        if (manager.getCommonHttpProtocolOptions().hasMaxResponseHeadersKb()) {
            common.unsupported("max_response_headers_kb", "belongs to clusters");
        }
        return HttpOptionsParser.limits(
                manager.getCommonHttpProtocolOptions(),
                Read.number(
                        manager.hasMaxRequestHeadersKb(),
                        manager.getMaxRequestHeadersKb(),
                        HttpLimits.DEFAULT.maxHeadersKb(),
                        Read.Range.of(1, 8192),
                        problems,
                        "max_request_headers_kb"),
                common);
    }

    private HttpConnectionManagerConfig.ServerHeaderTransformation serverHeader() {
        return switch (manager.getServerHeaderTransformation()) {
            case OVERWRITE -> HttpConnectionManagerConfig.ServerHeaderTransformation.OVERWRITE;
            case APPEND_IF_ABSENT -> HttpConnectionManagerConfig.ServerHeaderTransformation.APPEND_IF_ABSENT;
            case PASS_THROUGH -> HttpConnectionManagerConfig.ServerHeaderTransformation.PASS_THROUGH;
            case UNRECOGNIZED -> {
                problems.invalid(
                        "server_header_transformation",
                        "unknown value " + manager.getServerHeaderTransformationValue());
                yield HttpConnectionManagerConfig.ServerHeaderTransformation.OVERWRITE;
            }
        };
    }

    private ForwardingOptions forwarding() {
        ForwardingOptions.ForwardClientCert clientCert =
                switch (manager.getForwardClientCertDetails()) {
                    case SANITIZE -> ForwardingOptions.ForwardClientCert.SANITIZE;
                    case FORWARD_ONLY -> ForwardingOptions.ForwardClientCert.FORWARD_ONLY;
                    case APPEND_FORWARD -> ForwardingOptions.ForwardClientCert.APPEND_FORWARD;
                    case SANITIZE_SET -> ForwardingOptions.ForwardClientCert.SANITIZE_SET;
                    case ALWAYS_FORWARD_ONLY -> ForwardingOptions.ForwardClientCert.ALWAYS_FORWARD_ONLY;
                    case UNRECOGNIZED -> {
                        problems.invalid("forward_client_cert_details", "unknown value");
                        yield ForwardingOptions.ForwardClientCert.SANITIZE;
                    }
                };
        if (manager.getStripMatchingHostPort() && manager.getStripAnyHostPort()) {
            problems.in("strip_any_host_port")
                    .add(Code.CONFLICT, "strip_matching_host_port and strip_any_host_port cannot both be set");
        }
        ForwardingOptions.StripPort strip = manager.getStripAnyHostPort()
                ? ForwardingOptions.StripPort.ANY
                : manager.getStripMatchingHostPort()
                        ? ForwardingOptions.StripPort.MATCHING
                        : ForwardingOptions.StripPort.NEVER;
        var details = manager.getSetCurrentClientCertDetails();
        return new ForwardingOptions(
                manager.getUseRemoteAddress().getValue(),
                Read.number(manager.getXffNumTrustedHops(), Read.Range.ANY, problems, "xff_num_trusted_hops"),
                manager.getSkipXffAppend(),
                manager.getAppendXForwardedPort(),
                strip,
                manager.getStripTrailingHostDot(),
                clientCert,
                details.getSubject().getValue(),
                details.getCert(),
                details.getChain(),
                details.getDns(),
                details.getUri());
    }

    private PathOptions.EscapedSlashes escapedSlashes() {
        return switch (manager.getPathWithEscapedSlashesAction()) {
            case IMPLEMENTATION_SPECIFIC_DEFAULT, KEEP_UNCHANGED -> PathOptions.EscapedSlashes.KEEP_UNCHANGED;
            case REJECT_REQUEST -> PathOptions.EscapedSlashes.REJECT_REQUEST;
            case UNESCAPE_AND_REDIRECT -> PathOptions.EscapedSlashes.UNESCAPE_AND_REDIRECT;
            case UNESCAPE_AND_FORWARD -> PathOptions.EscapedSlashes.UNESCAPE_AND_FORWARD;
            case UNRECOGNIZED -> {
                problems.invalid("path_with_escaped_slashes_action", "unknown value");
                yield PathOptions.EscapedSlashes.KEEP_UNCHANGED;
            }
        };
    }

    private List<UpgradeConfig> upgrades() {
        List<UpgradeConfig> upgrades = new ArrayList<>();
        Set<String> types = new HashSet<>();
        for (int i = 0; i < manager.getUpgradeConfigsCount(); i++) {
            var upgrade = manager.getUpgradeConfigs(i);
            Problems at = problems.in("upgrade_configs", i);
            String type = Read.required(upgrade.getUpgradeType(), at, "upgrade_type");
            if (!types.add(type.toLowerCase(java.util.Locale.ROOT))) {
                at.in("upgrade_type").add(Code.DUPLICATE, "\"" + type + "\" is given more than once");
            }
            upgrades.add(new UpgradeConfig(type, Read.flag(upgrade.hasEnabled(), upgrade.getEnabled(), true)));
        }
        return upgrades;
    }

    private Optional<LocalReplyConfig> localReply() {
        if (!manager.getLocalReplyConfig().hasBodyFormat()) {
            return Optional.empty();
        }
        Problems at = problems.in("local_reply_config.body_format");
        var format = manager.getLocalReplyConfig().getBodyFormat();
        if (AccessLogParser.format(format, at) instanceof AccessLogConfig.Format.Text text) {
            return Optional.of(new LocalReplyConfig(text.text(), format.getContentType()));
        }
        at.unsupported("json_format", "only texts are supported");
        return Optional.empty();
    }
}
