// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.envoyproxy.envoy.config.route.v3.WeightedCluster.ClusterWeight;
import io.mainstay.engine.core.HeaderParser;
import io.mainstay.engine.core.RoutingPriority;
import io.mainstay.engine.match.MatcherParser;
import io.mainstay.engine.wire.Aside;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import io.mainstay.model.ConfigProblem.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads {@code route.v3.RouteAction}. */
@SuppressWarnings("deprecation") // control planes still send the deprecated forms
final class RouteActionParser {
    private static final MessageTable CLUSTER_WEIGHT = MessageTable.of(
                    "envoy.config.route.v3.WeightedCluster.ClusterWeight")
            .value(1, "name")
            .value(2, "weight")
            .rejected(3, "metadata_match", "there are no subsets")
            .messages(4, "request_headers_to_add", () -> HeaderParser.TABLE)
            .messages(5, "response_headers_to_add", () -> HeaderParser.TABLE)
            .values(6, "response_headers_to_remove")
            .values(9, "request_headers_to_remove")
            .anyMap(10, "typed_per_filter_config")
            .value(11, "host_rewrite_literal")
            .rejected(12, "cluster_header", "give name")
            .build();

    private static final MessageTable WEIGHTED = MessageTable.of("envoy.config.route.v3.WeightedCluster")
            .messages(1, "clusters", () -> CLUSTER_WEIGHT)
            .inert(2, "runtime_key_prefix", "there is no runtime; the weights count")
            .inert(3, "total_weight", "the sum of the weights counts, as in Envoy")
            .rejected(4, "header_name", "the draw is random")
            .rejectedSwitch(5, "use_hash_policy", "the draw is random")
            .build();

    private static final MessageTable UPGRADE = MessageTable.of("envoy.config.route.v3.RouteAction.UpgradeConfig")
            .value(1, "upgrade_type")
            .value(2, "enabled")
            .rejected(3, "connect_config", "CONNECT is not terminated")
            .build();

    private static final MessageTable MAX_STREAM_DURATION = MessageTable.of(
                    "envoy.config.route.v3.RouteAction.MaxStreamDuration")
            .value(1, "max_stream_duration")
            .value(2, "grpc_timeout_header_max")
            .value(3, "grpc_timeout_header_offset")
            .build();

    static final MessageTable TABLE = MessageTable.of("envoy.config.route.v3.RouteAction")
            .value(1, "cluster")
            .value(2, "cluster_header")
            .message(3, "weighted_clusters", () -> WEIGHTED)
            .rejected(4, "metadata_match", "there are no subsets")
            .value(5, "prefix_rewrite")
            .value(6, "host_rewrite_literal")
            .value(7, "auto_host_rewrite")
            .value(8, "timeout")
            .message(9, "retry_policy", () -> RetryPolicyParser.TABLE)
            .value(11, "priority")
            .rejectedList(13, "rate_limits", "rate limiting is not supported")
            .inert(14, "include_vh_rate_limits", "rate limiting is not supported")
            .inertList(15, "hash_policy", "no balancer that hashes is supported, and the others ignore it in Envoy too")
            .rejected(17, "cors", "CORS is not supported")
            .value(20, "cluster_not_found_response_code")
            .value(23, "max_grpc_timeout")
            .value(24, "idle_timeout")
            .messages(25, "upgrade_configs", () -> UPGRADE)
            .rejected(26, "internal_redirect_action", "internal redirects are not supported")
            .rejected(27, "hedge_policy", "hedging is not supported")
            .value(28, "grpc_timeout_offset")
            .value(29, "host_rewrite_header")
            .rejectedList(30, "request_mirror_policies", "mirroring is not supported")
            .inert(31, "max_internal_redirects", "internal redirects are not supported")
            .message(32, "regex_rewrite", () -> MatcherParser.REWRITE_TABLE)
            .rejected(33, "retry_policy_typed_config", "use retry_policy")
            .rejected(34, "internal_redirect_policy", "internal redirects are not supported")
            .message(35, "host_rewrite_path_regex", () -> MatcherParser.REWRITE_TABLE)
            .message(36, "max_stream_duration", () -> MAX_STREAM_DURATION)
            .rejected(37, "cluster_specifier_plugin", "there are none")
            .value(38, "append_x_forwarded_host")
            .rejected(39, "inline_cluster_specifier_plugin", "there are none")
            .inert(40, "early_data_policy", "early data is never sent")
            .rejected(41, "path_rewrite_policy", "use prefix_rewrite or regex_rewrite")
            .value(42, "flush_timeout", "counts over HTTP/2, anew with each byte the client takes")
            .build();

    private RouteActionParser() {}

    static RouteAction.ForwardTo parse(io.envoyproxy.envoy.config.route.v3.RouteAction action, Problems problems) {
        boolean grpcTimeout = action.getMaxStreamDuration().hasGrpcTimeoutHeaderMax();
        Problems max = problems.in("max_stream_duration");
        return new RouteAction.ForwardTo(
                cluster(action, problems),
                clusterNotFoundStatus(action, problems),
                pathRewrite(action, problems),
                hostRewrite(action, problems),
                Read.duration(
                        action.hasTimeout(),
                        action.getTimeout(),
                        RouteAction.ForwardTo.DEFAULT_TIMEOUT,
                        problems,
                        "timeout"),
                optional(action.hasIdleTimeout(), action.getIdleTimeout(), problems, "idle_timeout"),
                optional(action.hasFlushTimeout(), action.getFlushTimeout(), problems, "flush_timeout"),
                optional(
                        action.getMaxStreamDuration().hasMaxStreamDuration(),
                        action.getMaxStreamDuration().getMaxStreamDuration(),
                        max,
                        "max_stream_duration"),
                grpcTimeout
                        ? optional(
                                true,
                                action.getMaxStreamDuration().getGrpcTimeoutHeaderMax(),
                                max,
                                "grpc_timeout_header_max")
                        : optional(
                                action.hasMaxGrpcTimeout(), action.getMaxGrpcTimeout(), problems, "max_grpc_timeout"),
                grpcTimeout || action.getMaxStreamDuration().hasGrpcTimeoutHeaderOffset()
                        ? Read.duration(
                                action.getMaxStreamDuration().getGrpcTimeoutHeaderOffset(),
                                max,
                                "grpc_timeout_header_offset")
                        : Read.duration(action.getGrpcTimeoutOffset(), problems, "grpc_timeout_offset"),
                action.hasRetryPolicy()
                        ? Optional.of(RetryPolicyParser.parse(action.getRetryPolicy(), problems.in("retry_policy")))
                        : Optional.empty(),
                priority(action, problems),
                action.getAppendXForwardedHost(),
                upgrades(action, problems));
    }

    private static Optional<Duration> optional(
            boolean set, com.google.protobuf.Duration value, Problems problems, String field) {
        return set ? Optional.of(Read.duration(value, problems, field)) : Optional.empty();
    }

    private static RoutingPriority priority(io.envoyproxy.envoy.config.route.v3.RouteAction action, Problems problems) {
        return switch (action.getPriority()) {
            case DEFAULT -> RoutingPriority.DEFAULT;
            case HIGH -> RoutingPriority.HIGH;
            case UNRECOGNIZED -> {
                problems.invalid("priority", "unknown value " + action.getPriorityValue());
                yield RoutingPriority.DEFAULT;
            }
        };
    }

    private static ClusterSpecifier cluster(io.envoyproxy.envoy.config.route.v3.RouteAction action, Problems problems) {
        return switch (action.getClusterSpecifierCase()) {
            case CLUSTER -> new ClusterSpecifier.Named(Read.required(action.getCluster(), problems, "cluster"));
            case CLUSTER_HEADER ->
                new ClusterSpecifier.Header(Read.headerName(action.getClusterHeader(), problems, "cluster_header"));
            case WEIGHTED_CLUSTERS -> weighted(action, problems.in("weighted_clusters"));
            case CLUSTER_SPECIFIER_PLUGIN, INLINE_CLUSTER_SPECIFIER_PLUGIN -> new ClusterSpecifier.Named("");
            case CLUSTERSPECIFIER_NOT_SET -> {
                problems.add(Code.MISSING, "one of cluster, cluster_header, weighted_clusters is required");
                yield new ClusterSpecifier.Named("");
            }
        };
    }

    private static ClusterSpecifier weighted(
            io.envoyproxy.envoy.config.route.v3.RouteAction action, Problems problems) {
        List<ClusterWeight> weights = action.getWeightedClusters().getClustersList();
        if (weights.isEmpty()) {
            problems.missing("clusters");
        }
        List<WeightedCluster> clusters = new ArrayList<>();
        long total = 0;
        for (int i = 0; i < weights.size(); i++) {
            ClusterWeight weight = weights.get(i);
            Problems at = problems.in("clusters", i);
            if (!weight.getClusterHeader().isEmpty() && !weight.getName().isEmpty()) {
                at.in("name").add(Code.CONFLICT, "name and cluster_header cannot both be set");
            }
            if (weight.getClusterHeader().isEmpty()) {
                Read.required(weight.getName(), at, "name");
            }
            long share = Integer.toUnsignedLong(weight.getWeight().getValue());
            total += share;
            clusters.add(new WeightedCluster(
                    weight.getName(),
                    share,
                    HeaderParser.edits(
                            weight.getRequestHeadersToAddList(),
                            weight.getRequestHeadersToRemoveList(),
                            at,
                            "request_headers"),
                    HeaderParser.edits(
                            weight.getResponseHeadersToAddList(),
                            weight.getResponseHeadersToRemoveList(),
                            at,
                            "response_headers"),
                    Read.headerValue(weight.getHostRewriteLiteral(), at, "host_rewrite_literal"),
                    RouteTableParser.overrides(Aside.anyMap(weight, 10), at)));
        }
        if (!weights.isEmpty() && (total == 0 || total > Read.Range.ANY.to())) {
            problems.invalid("clusters", "the weights sum to " + total + " (expected: " + Read.Range.POSITIVE + ")");
        }
        return new ClusterSpecifier.Weighted(clusters);
    }

    private static int clusterNotFoundStatus(
            io.envoyproxy.envoy.config.route.v3.RouteAction action, Problems problems) {
        return switch (action.getClusterNotFoundResponseCode()) {
            case SERVICE_UNAVAILABLE -> 503;
            case NOT_FOUND -> 404;
            case INTERNAL_SERVER_ERROR -> 500;
            case UNRECOGNIZED -> {
                problems.invalid(
                        "cluster_not_found_response_code",
                        "unknown value " + action.getClusterNotFoundResponseCodeValue());
                yield 503;
            }
        };
    }

    private static PathRewrite pathRewrite(io.envoyproxy.envoy.config.route.v3.RouteAction action, Problems problems) {
        if (!action.getPrefixRewrite().isEmpty() && action.hasRegexRewrite()) {
            problems.in("regex_rewrite").add(Code.CONFLICT, "prefix_rewrite and regex_rewrite cannot both be set");
        }
        if (action.hasRegexRewrite()) {
            return new PathRewrite.Regex(MatcherParser.rewrite(action.getRegexRewrite(), problems.in("regex_rewrite")));
        }
        return action.getPrefixRewrite().isEmpty()
                ? PathRewrite.NONE
                : new PathRewrite.Prefix(Read.headerValue(action.getPrefixRewrite(), problems, "prefix_rewrite"));
    }

    private static HostRewrite hostRewrite(io.envoyproxy.envoy.config.route.v3.RouteAction action, Problems problems) {
        return switch (action.getHostRewriteSpecifierCase()) {
            case HOST_REWRITE_LITERAL ->
                new HostRewrite.Literal(
                        Read.headerValue(action.getHostRewriteLiteral(), problems, "host_rewrite_literal"));
            case AUTO_HOST_REWRITE ->
                action.getAutoHostRewrite().getValue() ? new HostRewrite.Auto() : HostRewrite.NONE;
            case HOST_REWRITE_HEADER ->
                new HostRewrite.Header(Read.headerName(action.getHostRewriteHeader(), problems, "host_rewrite_header"));
            case HOST_REWRITE_PATH_REGEX ->
                new HostRewrite.PathRegex(MatcherParser.rewrite(
                        action.getHostRewritePathRegex(), problems.in("host_rewrite_path_regex")));
            case HOSTREWRITESPECIFIER_NOT_SET -> HostRewrite.NONE;
        };
    }

    private static Map<String, Boolean> upgrades(
            io.envoyproxy.envoy.config.route.v3.RouteAction action, Problems problems) {
        Map<String, Boolean> upgrades = new HashMap<>();
        for (int i = 0; i < action.getUpgradeConfigsCount(); i++) {
            var upgrade = action.getUpgradeConfigs(i);
            Problems at = problems.in("upgrade_configs", i);
            String type =
                    Read.required(upgrade.getUpgradeType(), at, "upgrade_type").toLowerCase(Locale.ROOT);
            if (upgrades.put(type, Read.flag(upgrade.hasEnabled(), upgrade.getEnabled(), true)) != null) {
                at.in("upgrade_type").add(Code.DUPLICATE, "\"" + type + "\" is given more than once");
            }
        }
        return upgrades;
    }
}
