// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.mainstay.engine.core.Bytes;
import io.mainstay.engine.core.DataSourceParser;
import io.mainstay.engine.core.FractionalPercent;
import io.mainstay.engine.core.HeaderParser;
import io.mainstay.engine.core.MetadataParser;
import io.mainstay.engine.core.PercentParser;
import io.mainstay.engine.match.MatcherParser;
import io.mainstay.engine.wire.Aside;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import io.mainstay.model.ConfigProblem.Code;

/** Reads {@code route.v3.Route}: its match, its redirect and its direct response. */
@SuppressWarnings("deprecation") // control planes still send the deprecated forms
final class RouteParser {
    private static final MessageTable EMPTY_GRPC = MessageTable.of(
                    "envoy.config.route.v3.RouteMatch.GrpcRouteMatchOptions")
            .build();

    private static final MessageTable EMPTY_CONNECT =
            MessageTable.of("envoy.config.route.v3.RouteMatch.ConnectMatcher").build();

    private static final MessageTable MATCH = MessageTable.of("envoy.config.route.v3.RouteMatch")
            .value(1, "prefix")
            .value(2, "path")
            .value(4, "case_sensitive")
            .messages(6, "headers", () -> MatcherParser.HEADER_TABLE)
            .messages(7, "query_parameters", () -> MatcherParser.QUERY_TABLE)
            .message(8, "grpc", () -> EMPTY_GRPC)
            .message(9, "runtime_fraction", () -> PercentParser.TABLE)
            .message(10, "safe_regex", () -> MatcherParser.REGEX_TABLE)
            .rejected(11, "tls_context", "not supported")
            .message(12, "connect_matcher", () -> EMPTY_CONNECT)
            .rejectedList(13, "dynamic_metadata", "not supported")
            .value(14, "path_separated_prefix")
            .rejected(15, "path_match_policy", "use prefix, path or safe_regex")
            .rejectedList(16, "filter_state", "not supported")
            .build();

    private static final MessageTable REDIRECT = MessageTable.of("envoy.config.route.v3.RedirectAction")
            .value(1, "host_redirect")
            .value(2, "path_redirect")
            .value(3, "response_code")
            .value(4, "https_redirect")
            .value(5, "prefix_rewrite")
            .value(6, "strip_query")
            .value(7, "scheme_redirect")
            .value(8, "port_redirect")
            .message(9, "regex_rewrite", () -> MatcherParser.REWRITE_TABLE)
            .build();

    private static final MessageTable DIRECT_RESPONSE = MessageTable.of("envoy.config.route.v3.DirectResponseAction")
            .value(1, "status")
            .message(2, "body", () -> DataSourceParser.TABLE)
            .build();

    static final MessageTable TABLE = MessageTable.of("envoy.config.route.v3.Route")
            .message(1, "match", () -> MATCH)
            .message(2, "route", () -> RouteActionParser.TABLE)
            .message(3, "redirect", () -> REDIRECT)
            .inert(4, "metadata", "nobody asks for it")
            .inert(5, "decorator", "names spans; there is no tracing")
            .message(7, "direct_response", () -> DIRECT_RESPONSE)
            .messages(9, "request_headers_to_add", () -> HeaderParser.TABLE)
            .messages(10, "response_headers_to_add", () -> HeaderParser.TABLE)
            .values(11, "response_headers_to_remove")
            .values(12, "request_headers_to_remove")
            .anyMap(13, "typed_per_filter_config")
            .value(14, "name")
            .rejected(15, "tracing", "there is no tracing")
            .value(16, "per_request_buffer_limit_bytes")
            .rejected(17, "filter_action", "not supported")
            .rejected(18, "non_forwarding_action", "for proxyless clients")
            .inert(19, "stat_prefix", "there are no statistics per route")
            .value(20, "request_body_buffer_limit")
            .build();

    private static final RouteAction NOTHING = new RouteAction.DirectResponse(404, Bytes.EMPTY);

    private final int maxDirectResponseBody;

    RouteParser(int maxDirectResponseBody) {
        this.maxDirectResponseBody = maxDirectResponseBody;
    }

    RouteConfig parse(Route route, Problems problems) {
        if (!route.hasMatch()) {
            problems.missing("match");
        }
        return new RouteConfig(
                route.getName(),
                match(route.getMatch(), problems.in("match")),
                action(route, problems),
                HeaderParser.edits(
                        route.getRequestHeadersToAddList(),
                        route.getRequestHeadersToRemoveList(),
                        problems,
                        "request_headers"),
                HeaderParser.edits(
                        route.getResponseHeadersToAddList(),
                        route.getResponseHeadersToRemoveList(),
                        problems,
                        "response_headers"),
                RouteTableParser.bufferLimit(
                        route.hasRequestBodyBufferLimit(),
                        route.getRequestBodyBufferLimit().getValue(),
                        route.hasPerRequestBufferLimitBytes(),
                        route.getPerRequestBufferLimitBytes().getValue()),
                RouteTableParser.overrides(Aside.anyMap(route, 13), problems),
                MetadataParser.parse(route.getMetadata()));
    }

    private static RouteMatch match(io.envoyproxy.envoy.config.route.v3.RouteMatch match, Problems problems) {
        return new RouteMatch(
                path(match, problems),
                Read.flag(match.hasCaseSensitive(), match.getCaseSensitive(), true),
                MatcherParser.headers(match.getHeadersList(), problems, "headers"),
                MatcherParser.queryParameters(match.getQueryParametersList(), problems, "query_parameters"),
                match.hasGrpc(),
                match.hasRuntimeFraction()
                        ? PercentParser.parse(match.getRuntimeFraction(), problems.in("runtime_fraction"))
                        : FractionalPercent.ALL);
    }

    private static PathMatch path(io.envoyproxy.envoy.config.route.v3.RouteMatch match, Problems problems) {
        return switch (match.getPathSpecifierCase()) {
            case PREFIX -> new PathMatch.Prefix(match.getPrefix());
            case PATH -> new PathMatch.Exact(match.getPath());
            case SAFE_REGEX ->
                new PathMatch.Regex(MatcherParser.regex(match.getSafeRegex(), problems.in("safe_regex")));
            case CONNECT_MATCHER -> new PathMatch.Connect();
            case PATH_SEPARATED_PREFIX -> {
                String prefix = match.getPathSeparatedPrefix();
                boolean good = prefix.length() > 1
                        && !prefix.endsWith("/")
                        && prefix.indexOf('?') < 0
                        && prefix.indexOf('#') < 0;
                if (!good) {
                    problems.invalid(
                            "path_separated_prefix",
                            "\"" + prefix + "\" (expected: two characters or more, without ? and #, not ending in /)");
                }
                yield new PathMatch.SeparatedPrefix(prefix);
            }
            case PATH_MATCH_POLICY -> new PathMatch.Prefix("/");
            case PATHSPECIFIER_NOT_SET -> {
                problems.add(
                        Code.MISSING,
                        "one of prefix, path, safe_regex, path_separated_prefix, connect_matcher is required");
                yield new PathMatch.Prefix("/");
            }
        };
    }

    private RouteAction action(Route route, Problems problems) {
        return switch (route.getActionCase()) {
            case ROUTE -> RouteActionParser.parse(route.getRoute(), problems.in("route"));
            case REDIRECT -> redirect(route.getRedirect(), problems.in("redirect"));
            case DIRECT_RESPONSE -> directResponse(route.getDirectResponse(), problems.in("direct_response"));
            case FILTER_ACTION, NON_FORWARDING_ACTION -> NOTHING;
            case ACTION_NOT_SET -> {
                problems.add(Code.MISSING, "one of route, redirect, direct_response is required");
                yield NOTHING;
            }
        };
    }

    private static RouteAction.Redirect redirect(RedirectAction redirect, Problems problems) {
        String scheme =
                switch (redirect.getSchemeRewriteSpecifierCase()) {
                    case HTTPS_REDIRECT -> redirect.getHttpsRedirect() ? "https" : "";
                    case SCHEME_REDIRECT -> Read.headerValue(redirect.getSchemeRedirect(), problems, "scheme_redirect");
                    case SCHEMEREWRITESPECIFIER_NOT_SET -> "";
                };
        PathRewrite path =
                switch (redirect.getPathRewriteSpecifierCase()) {
                    case PATH_REDIRECT ->
                        new PathRewrite.Full(Read.headerValue(redirect.getPathRedirect(), problems, "path_redirect"));
                    case PREFIX_REWRITE ->
                        new PathRewrite.Prefix(
                                Read.headerValue(redirect.getPrefixRewrite(), problems, "prefix_rewrite"));
                    case REGEX_REWRITE ->
                        new PathRewrite.Regex(
                                MatcherParser.rewrite(redirect.getRegexRewrite(), problems.in("regex_rewrite")));
                    case PATHREWRITESPECIFIER_NOT_SET -> PathRewrite.NONE;
                };
        int status =
                switch (redirect.getResponseCode()) {
                    case MOVED_PERMANENTLY -> 301;
                    case FOUND -> 302;
                    case SEE_OTHER -> 303;
                    case TEMPORARY_REDIRECT -> 307;
                    case PERMANENT_REDIRECT -> 308;
                    case UNRECOGNIZED -> {
                        problems.invalid("response_code", "unknown value " + redirect.getResponseCodeValue());
                        yield 301;
                    }
                };
        return new RouteAction.Redirect(
                scheme,
                Read.headerValue(redirect.getHostRedirect(), problems, "host_redirect"),
                Read.number(redirect.getPortRedirect(), Read.Range.of(0, 65_535), problems, "port_redirect"),
                path,
                status,
                redirect.getStripQuery());
    }

    private RouteAction.DirectResponse directResponse(DirectResponseAction response, Problems problems) {
        int status = Read.number(response.getStatus(), Read.Range.of(200, 599), problems, "status");
        Bytes body =
                response.hasBody() ? DataSourceParser.inline(response.getBody(), problems.in("body")) : Bytes.EMPTY;
        if (body.size() > maxDirectResponseBody) {
            problems.invalid("body", body.size() + " bytes (expected: at most " + maxDirectResponseBody + ")");
        }
        return new RouteAction.DirectResponse(status, body);
    }
}
