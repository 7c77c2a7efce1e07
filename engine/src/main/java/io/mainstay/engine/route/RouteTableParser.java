// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.route.v3.FilterConfig;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.mainstay.engine.core.HeaderParser;
import io.mainstay.engine.core.MetadataParser;
import io.mainstay.engine.core.TypedConfig;
import io.mainstay.engine.wire.Aside;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import io.mainstay.model.ConfigProblem.Code;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code route.v3.RouteConfiguration} and {@code route.v3.VirtualHost}. */
@SuppressWarnings("deprecation") // control planes still send the deprecated forms
public final class RouteTableParser {
    private static final MessageTable VIRTUAL_HOST = MessageTable.of("envoy.config.route.v3.VirtualHost")
            .value(1, "name")
            .values(2, "domains")
            .messages(3, "routes", () -> RouteParser.TABLE)
            .value(4, "require_tls", "NONE and ALL")
            .inertList(5, "virtual_clusters", "only for statistics")
            .rejectedList(6, "rate_limits", "rate limiting is not supported")
            .messages(7, "request_headers_to_add", () -> HeaderParser.TABLE)
            .rejected(8, "cors", "CORS is not supported")
            .messages(10, "response_headers_to_add", () -> HeaderParser.TABLE)
            .values(11, "response_headers_to_remove")
            .values(13, "request_headers_to_remove")
            .value(14, "include_request_attempt_count")
            .anyMap(15, "typed_per_filter_config")
            .message(16, "retry_policy", () -> RetryPolicyParser.TABLE)
            .rejected(17, "hedge_policy", "hedging is not supported")
            .value(18, "per_request_buffer_limit_bytes")
            .value(19, "include_attempt_count_in_response")
            .rejected(20, "retry_policy_typed_config", "use retry_policy")
            .rejected(21, "matcher", "use routes")
            .rejectedList(22, "request_mirror_policies", "mirroring is not supported")
            .rejected(23, "include_is_timeout_retry_header", "not supported")
            .inert(24, "metadata", "nobody asks for it")
            .value(25, "request_body_buffer_limit")
            .build();

    public static final MessageTable TABLE = MessageTable.of("envoy.config.route.v3.RouteConfiguration")
            .value(1, "name")
            .messages(2, "virtual_hosts", () -> VIRTUAL_HOST)
            .rejectedList(3, "internal_only_headers", "not supported")
            .messages(4, "response_headers_to_add", () -> HeaderParser.TABLE)
            .values(5, "response_headers_to_remove")
            .messages(6, "request_headers_to_add", () -> HeaderParser.TABLE)
            .value(7, "validate_clusters", "unset: true in static listeners, false in those of LDS and by RDS")
            .values(8, "request_headers_to_remove")
            .rejected(9, "vhds", "on-demand virtual hosts are not supported")
            .value(10, "most_specific_header_mutations_wins")
            .value(11, "max_direct_response_body_size_bytes")
            .rejectedList(12, "cluster_specifier_plugins", "there are none")
            .rejectedList(13, "request_mirror_policies", "mirroring is not supported")
            .value(14, "ignore_port_in_host_matching")
            .value(15, "ignore_path_parameters_in_path_matching")
            .anyMap(16, "typed_per_filter_config")
            .inert(17, "metadata", "nobody asks for it")
            .build();

    /** What a filter's configuration on a route may be wrapped in. */
    public static final MessageTable FILTER_CONFIG_TABLE = MessageTable.of("envoy.config.route.v3.FilterConfig")
            .any(1, "config")
            .value(2, "is_optional")
            .value(3, "disabled")
            .build();

    private static final int DEFAULT_MAX_BODY = 4096;
    private static final String FILTER_CONFIG = "envoy.config.route.v3.FilterConfig";

    private RouteTableParser() {}

    /** A table, inline or of a resource of its own. */
    public static RouteTable parse(RouteConfiguration table, Problems problems) {
        int maxBody = Read.number(
                table.hasMaxDirectResponseBodySizeBytes(),
                table.getMaxDirectResponseBodySizeBytes(),
                DEFAULT_MAX_BODY,
                Read.Range.ANY,
                problems,
                "max_direct_response_body_size_bytes");
        RouteParser routes = new RouteParser(maxBody);
        List<VirtualHostConfig> hosts = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> domains = new HashSet<>();
        for (int i = 0; i < table.getVirtualHostsCount(); i++) {
            Problems at = problems.in("virtual_hosts", i);
            VirtualHostConfig host = virtualHost(table.getVirtualHosts(i), routes, at);
            if (!host.name().isEmpty() && !names.add(host.name())) {
                at.in("name").add(Code.DUPLICATE, "\"" + host.name() + "\" is the name of another virtual host too");
            }
            for (int d = 0; d < host.domains().size(); d++) {
                if (!domains.add(host.domains().get(d))) {
                    at.in("domains", d)
                            .add(
                                    Code.DUPLICATE,
                                    "\"" + host.domains().get(d) + "\" is given more than once in the table");
                }
            }
            hosts.add(host);
        }
        return new RouteTable(new RouteTableConfig(
                table.getName(),
                hosts,
                HeaderParser.edits(
                        table.getRequestHeadersToAddList(),
                        table.getRequestHeadersToRemoveList(),
                        problems,
                        "request_headers"),
                HeaderParser.edits(
                        table.getResponseHeadersToAddList(),
                        table.getResponseHeadersToRemoveList(),
                        problems,
                        "response_headers"),
                table.getMostSpecificHeaderMutationsWins(),
                table.getIgnorePortInHostMatching(),
                table.getIgnorePathParametersInPathMatching(),
                table.hasValidateClusters()
                        ? Optional.of(table.getValidateClusters().getValue())
                        : Optional.empty(),
                overrides(Aside.anyMap(table, 16), problems),
                MetadataParser.parse(table.getMetadata())));
    }

    private static VirtualHostConfig virtualHost(VirtualHost host, RouteParser routes, Problems problems) {
        List<String> domains = new ArrayList<>();
        if (host.getDomainsCount() == 0) {
            problems.missing("domains");
        }
        for (int i = 0; i < host.getDomainsCount(); i++) {
            domains.add(domain(host.getDomains(i), problems, "domains[" + i + "]"));
        }
        List<RouteConfig> parsed = new ArrayList<>();
        for (int i = 0; i < host.getRoutesCount(); i++) {
            parsed.add(routes.parse(host.getRoutes(i), problems.in("routes", i)));
        }
        boolean requireTls =
                switch (host.getRequireTls()) {
                    case NONE -> false;
                    case ALL -> true;
                    case EXTERNAL_ONLY, UNRECOGNIZED -> {
                        problems.unsupported(
                                "require_tls",
                                Read.word(host.getRequireTls(), host.getRequireTlsValue())
                                        + " (expected: NONE or ALL)");
                        yield false;
                    }
                };
        return new VirtualHostConfig(
                Read.required(host.getName(), problems, "name"),
                domains,
                parsed,
                requireTls,
                HeaderParser.edits(
                        host.getRequestHeadersToAddList(),
                        host.getRequestHeadersToRemoveList(),
                        problems,
                        "request_headers"),
                HeaderParser.edits(
                        host.getResponseHeadersToAddList(),
                        host.getResponseHeadersToRemoveList(),
                        problems,
                        "response_headers"),
                host.hasRetryPolicy()
                        ? Optional.of(RetryPolicyParser.parse(host.getRetryPolicy(), problems.in("retry_policy")))
                        : Optional.empty(),
                host.getIncludeRequestAttemptCount(),
                host.getIncludeAttemptCountInResponse(),
                bufferLimit(
                        host.hasRequestBodyBufferLimit(),
                        host.getRequestBodyBufferLimit().getValue(),
                        host.hasPerRequestBufferLimitBytes(),
                        host.getPerRequestBufferLimitBytes().getValue()),
                overrides(Aside.anyMap(host, 15), problems),
                MetadataParser.parse(host.getMetadata()));
    }

    static long bufferLimit(boolean set, long bytes, boolean oldSet, int oldBytes) {
        if (set) {
            return bytes < 0 ? Long.MAX_VALUE : bytes;
        }
        return oldSet ? Integer.toUnsignedLong(oldBytes) : -1;
    }

    private static String domain(String domain, Problems problems, String field) {
        Read.headerValue(domain, problems, field);
        String lower = domain.toLowerCase(Locale.ROOT);
        int star = lower.indexOf('*', 1);
        boolean middle = star > 0 && star < lower.length() - 1;
        boolean both = lower.length() > 1 && lower.startsWith("*") && lower.endsWith("*");
        if (lower.isEmpty() || middle || both) {
            problems.invalid(
                    field, "\"" + domain + "\" (expected: a name, with at most one * at its start or its end)");
        }
        return lower;
    }

    /** {@code typed_per_filter_config}, unwrapped. */
    static Map<String, FilterOverride> overrides(Map<String, Any> configs, Problems problems) {
        if (configs.isEmpty()) {
            return Map.of();
        }
        Map<String, FilterOverride> parsed = new LinkedHashMap<>();
        configs.forEach((name, any) -> parsed.put(name, override(any, problems.in("typed_per_filter_config", name))));
        return parsed;
    }

    private static FilterOverride override(Any any, Problems problems) {
        TypedConfig config = MetadataParser.any(any);
        if (!config.messageName().equals(FILTER_CONFIG)) {
            return new FilterOverride(config, false, false);
        }
        try {
            FilterConfig wrapped = FilterConfig.parseFrom(any.getValue());
            TypedConfig inner = wrapped.hasConfig() ? MetadataParser.any(wrapped.getConfig()) : TypedConfig.NONE;
            if (inner.typeUrl().isEmpty() && !wrapped.getDisabled()) {
                problems.missing("config");
            }
            return new FilterOverride(inner, wrapped.getDisabled(), wrapped.getIsOptional());
        } catch (InvalidProtocolBufferException e) {
            problems.add(Code.MALFORMED, "not a " + FILTER_CONFIG + ": " + e.getMessage());
            return new FilterOverride(TypedConfig.NONE, true, true);
        }
    }
}
