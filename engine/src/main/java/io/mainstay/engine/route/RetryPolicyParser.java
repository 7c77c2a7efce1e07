// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.envoyproxy.envoy.config.route.v3.RetryPolicy.ResetHeaderFormat;
import io.mainstay.engine.core.MetadataParser;
import io.mainstay.engine.core.TypedConfig;
import io.mainstay.engine.match.MatcherParser;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import io.mainstay.model.ConfigProblem.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads {@code route.v3.RetryPolicy}. */
final class RetryPolicyParser {
    private static final String PREVIOUS_HOSTS = "envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate";

    private static final MessageTable BACK_OFF = MessageTable.of("envoy.config.route.v3.RetryPolicy.RetryBackOff")
            .value(1, "base_interval")
            .value(2, "max_interval")
            .build();

    private static final MessageTable HOST_PREDICATE = MessageTable.of(
                    "envoy.config.route.v3.RetryPolicy.RetryHostPredicate")
            .value(1, "name", "envoy.retry_host_predicates.previous_hosts")
            .any(3, "typed_config")
            .build();

    static final MessageTable TABLE = MessageTable.of("envoy.config.route.v3.RetryPolicy")
            .value(1, "retry_on")
            .value(2, "num_retries")
            .value(3, "per_try_timeout")
            .rejected(4, "retry_priority", "not supported")
            .messages(5, "retry_host_predicate", () -> HOST_PREDICATE)
            .inert(6, "host_selection_retry_max_attempts", "hosts already tried are left out of the choice")
            .values(7, "retriable_status_codes")
            .message(8, "retry_back_off", () -> BACK_OFF)
            .messages(9, "retriable_headers", () -> MatcherParser.HEADER_TABLE)
            .messages(10, "retriable_request_headers", () -> MatcherParser.HEADER_TABLE)
            .rejected(11, "rate_limited_retry_back_off", "use retry_back_off")
            .rejectedList(12, "retry_options_predicates", "not supported")
            .value(13, "per_try_idle_timeout")
            .build();

    private static final Duration DEFAULT_RATE_LIMITED = Duration.ofMinutes(5);

    private RetryPolicyParser() {}

    static RetryPolicy parse(io.envoyproxy.envoy.config.route.v3.RetryPolicy policy, Problems problems) {
        Problems backOff = problems.in("retry_back_off");
        if (policy.hasRetryBackOff() && !policy.getRetryBackOff().hasBaseInterval()) {
            backOff.missing("base_interval");
        }
        Duration base = Read.positive(
                policy.getRetryBackOff().hasBaseInterval(),
                policy.getRetryBackOff().getBaseInterval(),
                RetryPolicy.DEFAULT_BASE_INTERVAL,
                backOff,
                "base_interval");
        Duration max = Read.positive(
                policy.getRetryBackOff().hasMaxInterval(),
                policy.getRetryBackOff().getMaxInterval(),
                base.multipliedBy(10),
                backOff,
                "max_interval");
        if (max.compareTo(base) < 0) {
            backOff.invalid("max_interval", max + " (expected: at least base_interval, " + base + ")");
        }
        return new RetryPolicy(
                conditions(policy.getRetryOn(), problems),
                Read.number(policy.hasNumRetries(), policy.getNumRetries(), 1, Read.Range.ANY, problems, "num_retries"),
                Read.duration(policy.getPerTryTimeout(), problems, "per_try_timeout"),
                Read.duration(policy.getPerTryIdleTimeout(), problems, "per_try_idle_timeout"),
                previousHosts(policy, problems),
                policy.getHostSelectionRetryMaxAttempts() <= 0
                        ? 1
                        : (int) Math.min(policy.getHostSelectionRetryMaxAttempts(), Integer.MAX_VALUE),
                List.copyOf(policy.getRetriableStatusCodesList()),
                MatcherParser.headers(policy.getRetriableHeadersList(), problems, "retriable_headers"),
                MatcherParser.headers(policy.getRetriableRequestHeadersList(), problems, "retriable_request_headers"),
                base,
                max,
                resetHeaders(policy, problems),
                Read.positive(
                        policy.getRateLimitedRetryBackOff().hasMaxInterval(),
                        policy.getRateLimitedRetryBackOff().getMaxInterval(),
                        DEFAULT_RATE_LIMITED,
                        problems.in("rate_limited_retry_back_off"),
                        "max_interval"));
    }

    /** Unknown conditions are refused: leaving one out would silently retry less than was asked for. */
    private static Set<RetryOn> conditions(String retryOn, Problems problems) {
        Set<RetryOn> conditions = EnumSet.noneOf(RetryOn.class);
        for (String token : retryOn.split(",", -1)) {
            String name = token.strip();
            if (!name.isEmpty()) {
                RetryOn.ofToken(name)
                        .ifPresentOrElse(
                                conditions::add,
                                () -> problems.invalid("retry_on", "\"" + name + "\" is not a retry condition"));
            }
        }
        return conditions;
    }

    private static boolean previousHosts(io.envoyproxy.envoy.config.route.v3.RetryPolicy policy, Problems problems) {
        for (int i = 0; i < policy.getRetryHostPredicateCount(); i++) {
            var predicate = policy.getRetryHostPredicate(i);
            Problems at = problems.in("retry_host_predicate", i);
            TypedConfig config = MetadataParser.any(predicate.getTypedConfig());
            boolean byType = config.messageName().equals(PREVIOUS_HOSTS);
            boolean byName = config.typeUrl().isEmpty()
                    && predicate.getName().equals("envoy.retry_host_predicates.previous_hosts");
            if (!byType && !byName) {
                at.add(
                        Code.UNKNOWN_TYPE,
                        "\"" + predicate.getName() + "\" " + config.typeUrl()
                                + " (expected: envoy.retry_host_predicates.previous_hosts)");
            }
        }
        return policy.getRetryHostPredicateCount() > 0;
    }

    private static List<RetryPolicy.ResetHeader> resetHeaders(
            io.envoyproxy.envoy.config.route.v3.RetryPolicy policy, Problems problems) {
        if (!policy.hasRateLimitedRetryBackOff()) {
            return List.of();
        }
        Problems at = problems.in("rate_limited_retry_back_off");
        var headers = policy.getRateLimitedRetryBackOff().getResetHeadersList();
        if (headers.isEmpty()) {
            at.missing("reset_headers");
        }
        List<RetryPolicy.ResetHeader> parsed = new ArrayList<>();
        for (int i = 0; i < headers.size(); i++) {
            Problems header = at.in("reset_headers", i);
            if (headers.get(i).getFormat() == ResetHeaderFormat.UNRECOGNIZED) {
                header.invalid("format", "unknown value " + headers.get(i).getFormatValue());
            }
            parsed.add(new RetryPolicy.ResetHeader(
                    Read.headerName(headers.get(i).getName(), header, "name"),
                    headers.get(i).getFormat() == ResetHeaderFormat.UNIX_TIMESTAMP));
        }
        return parsed;
    }
}
