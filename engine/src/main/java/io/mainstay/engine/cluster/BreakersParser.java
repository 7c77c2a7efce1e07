// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.cluster;

import io.mainstay.engine.core.PercentParser;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import io.mainstay.model.ConfigProblem.Code;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code cluster.v3.CircuitBreakers} and {@code cluster.v3.OutlierDetection}. */
final class BreakersParser {
    private static final MessageTable RETRY_BUDGET = MessageTable.of(
                    "envoy.config.cluster.v3.CircuitBreakers.Thresholds.RetryBudget")
            .message(1, "budget_percent", () -> PercentParser.PERCENT_TABLE)
            .value(2, "min_retry_concurrency")
            .build();

    private static final MessageTable THRESHOLDS = MessageTable.of("envoy.config.cluster.v3.CircuitBreakers.Thresholds")
            .value(1, "priority")
            .value(2, "max_connections")
            .value(3, "max_pending_requests")
            .value(4, "max_requests")
            .value(5, "max_retries")
            .inert(6, "track_remaining", "only for statistics")
            .rejected(7, "max_connection_pools", "not supported")
            .message(8, "retry_budget", () -> RETRY_BUDGET)
            .build();

    static final MessageTable BREAKERS_TABLE = MessageTable.of("envoy.config.cluster.v3.CircuitBreakers")
            .messages(1, "thresholds", () -> THRESHOLDS)
            .rejectedList(2, "per_host_thresholds", "limits hold for a whole cluster")
            .build();

    static final MessageTable OUTLIER_TABLE = MessageTable.of("envoy.config.cluster.v3.OutlierDetection")
            .value(1, "consecutive_5xx")
            .value(2, "interval")
            .value(3, "base_ejection_time")
            .value(4, "max_ejection_percent")
            .value(5, "enforcing_consecutive_5xx")
            .rejectedSwitch(6, "enforcing_success_rate", "there is no success rate detection; set it to 0")
            .inert(7, "success_rate_minimum_hosts", "there is no success rate detection")
            .inert(8, "success_rate_request_volume", "there is no success rate detection")
            .inert(9, "success_rate_stdev_factor", "there is no success rate detection")
            .value(10, "consecutive_gateway_failure")
            .value(11, "enforcing_consecutive_gateway_failure")
            .value(12, "split_external_local_origin_errors")
            .value(13, "consecutive_local_origin_failure")
            .value(14, "enforcing_consecutive_local_origin_failure")
            .rejectedSwitch(
                    15, "enforcing_local_origin_success_rate", "there is no success rate detection; set it to 0")
            .inert(16, "failure_percentage_threshold", "there is no failure percentage detection")
            .rejectedSwitch(17, "enforcing_failure_percentage", "there is no failure percentage detection")
            .rejectedSwitch(18, "enforcing_failure_percentage_local_origin", "there is no failure percentage detection")
            .inert(19, "failure_percentage_minimum_hosts", "there is no failure percentage detection")
            .inert(20, "failure_percentage_request_volume", "there is no failure percentage detection")
            .value(21, "max_ejection_time")
            .value(22, "max_ejection_time_jitter")
            .inert(23, "successful_active_health_check_uneject_host", "there are no active health checks")
            .rejectedList(24, "monitors", "not supported")
            .value(25, "always_eject_one_host")
            .build();

    private BreakersParser() {}

    static CircuitBreakers breakers(io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers breakers, Problems problems) {
        CircuitBreakers.Thresholds standard = CircuitBreakers.Thresholds.DEFAULT;
        CircuitBreakers.Thresholds high = CircuitBreakers.Thresholds.DEFAULT;
        for (int i = breakers.getThresholdsCount() - 1; i >= 0; i--) {
            var given = breakers.getThresholds(i);
            Problems at = problems.in("thresholds", i);
            switch (given.getPriority()) {
                case DEFAULT -> standard = thresholds(given, at);
                case HIGH -> high = thresholds(given, at);
                case UNRECOGNIZED -> at.invalid("priority", "unknown value " + given.getPriorityValue());
            }
        }
        int perHost = Integer.MAX_VALUE;
        for (int i = breakers.getPerHostThresholdsCount() - 1; i >= 0; i--) {
            var given = breakers.getPerHostThresholds(i);
            Problems at = problems.in("per_host_thresholds", i);
            boolean others = given.getPriorityValue() != 0
                    || given.hasMaxPendingRequests()
                    || given.hasMaxRequests()
                    || given.hasMaxRetries()
                    || given.hasRetryBudget()
                    || given.getTrackRemaining();
            if (others) {
                at.add(Code.UNSUPPORTED_FIELD, "only max_connections of the default priority is supported per host");
            }
            perHost = Read.number(
                    given.hasMaxConnections(),
                    given.getMaxConnections(),
                    Integer.MAX_VALUE,
                    Read.Range.ANY,
                    at,
                    "max_connections");
        }
        return new CircuitBreakers(standard, high, perHost);
    }

    private static CircuitBreakers.Thresholds thresholds(
            io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers.Thresholds given, Problems problems) {
        CircuitBreakers.Thresholds otherwise = CircuitBreakers.Thresholds.DEFAULT;
        Optional<CircuitBreakers.RetryBudget> budget = given.hasRetryBudget()
                ? Optional.of(new CircuitBreakers.RetryBudget(
                        PercentParser.percent(
                                given.getRetryBudget().hasBudgetPercent(),
                                given.getRetryBudget().getBudgetPercent(),
                                20,
                                problems.in("retry_budget"),
                                "budget_percent"),
                        Read.number(
                                given.getRetryBudget().hasMinRetryConcurrency(),
                                given.getRetryBudget().getMinRetryConcurrency(),
                                3,
                                Read.Range.ANY,
                                problems.in("retry_budget"),
                                "min_retry_concurrency")))
                : Optional.empty();
        return new CircuitBreakers.Thresholds(
                limit(given.hasMaxConnections(), given.getMaxConnections(), otherwise.maxConnections()),
                limit(given.hasMaxPendingRequests(), given.getMaxPendingRequests(), otherwise.maxPendingRequests()),
                limit(given.hasMaxRequests(), given.getMaxRequests(), otherwise.maxRequests()),
                limit(given.hasMaxRetries(), given.getMaxRetries(), otherwise.maxRetries()),
                budget,
                given.getTrackRemaining());
    }

    private static int limit(boolean set, com.google.protobuf.UInt32Value value, int otherwise) {
        if (!set) {
            return otherwise;
        }
        return value.getValue() < 0 ? Integer.MAX_VALUE : value.getValue();
    }

    static OutlierDetection outlier(io.envoyproxy.envoy.config.cluster.v3.OutlierDetection given, Problems problems) {
        OutlierDetection otherwise = OutlierDetection.DEFAULT;
        Duration base = Read.positive(
                given.hasBaseEjectionTime(),
                given.getBaseEjectionTime(),
                otherwise.baseEjectionTime(),
                problems,
                "base_ejection_time");
        Duration longest = Read.positive(
                given.hasMaxEjectionTime(),
                given.getMaxEjectionTime(),
                base.compareTo(otherwise.maxEjectionTime()) > 0 ? base : otherwise.maxEjectionTime(),
                problems,
                "max_ejection_time");
        if (longest.compareTo(base) < 0) {
            problems.invalid("max_ejection_time", longest + " (expected: at least base_ejection_time, " + base + ")");
        }
        return new OutlierDetection(
                count(given.hasConsecutive5Xx(), given.getConsecutive5Xx(), otherwise.consecutive5xx()),
                percent(
                        given.hasEnforcingConsecutive5Xx(),
                        given.getEnforcingConsecutive5Xx(),
                        otherwise.enforcingConsecutive5xx(),
                        problems,
                        "enforcing_consecutive_5xx"),
                count(
                        given.hasConsecutiveGatewayFailure(),
                        given.getConsecutiveGatewayFailure(),
                        otherwise.consecutiveGatewayFailure()),
                percent(
                        given.hasEnforcingConsecutiveGatewayFailure(),
                        given.getEnforcingConsecutiveGatewayFailure(),
                        otherwise.enforcingConsecutiveGatewayFailure(),
                        problems,
                        "enforcing_consecutive_gateway_failure"),
                given.getSplitExternalLocalOriginErrors(),
                count(
                        given.hasConsecutiveLocalOriginFailure(),
                        given.getConsecutiveLocalOriginFailure(),
                        otherwise.consecutiveLocalOriginFailure()),
                percent(
                        given.hasEnforcingConsecutiveLocalOriginFailure(),
                        given.getEnforcingConsecutiveLocalOriginFailure(),
                        otherwise.enforcingConsecutiveLocalOriginFailure(),
                        problems,
                        "enforcing_consecutive_local_origin_failure"),
                Read.positive(given.hasInterval(), given.getInterval(), otherwise.interval(), problems, "interval"),
                base,
                longest,
                Read.duration(given.getMaxEjectionTimeJitter(), problems, "max_ejection_time_jitter"),
                percent(
                        given.hasMaxEjectionPercent(),
                        given.getMaxEjectionPercent(),
                        otherwise.maxEjectionPercent(),
                        problems,
                        "max_ejection_percent"),
                given.getAlwaysEjectOneHost().getValue());
    }

    private static int count(boolean set, com.google.protobuf.UInt32Value value, int otherwise) {
        return limit(set, value, otherwise);
    }

    private static int percent(
            boolean set, com.google.protobuf.UInt32Value value, int otherwise, Problems problems, String field) {
        return Read.number(set, value, otherwise, Read.Range.PERCENT, problems, field);
    }
}
