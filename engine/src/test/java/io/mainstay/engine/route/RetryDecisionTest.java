// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.mainstay.engine.route.RetryDecision.Failure;
import io.mainstay.engine.route.RetryDecision.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RetryDecisionTest {
    private static final Set<RetryOn> ALL = EnumSet.allOf(RetryOn.class);

    /** Which conditions hold for a response, alone. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200||",
                "404||",
                "409||RETRIABLE_4XX",
                "500||SERVER_ERROR",
                "501||SERVER_ERROR",
                "502||SERVER_ERROR GATEWAY_ERROR",
                "503||SERVER_ERROR GATEWAY_ERROR",
                "504||SERVER_ERROR GATEWAY_ERROR",
                "505||SERVER_ERROR",
                "418||RETRIABLE_STATUS_CODES",
                "429|x-envoy-ratelimited: true|ENVOY_RATE_LIMITED",
                "503|x-envoy-ratelimited: true|ENVOY_RATE_LIMITED",
                "200|grpc-status: 0|",
                "200|grpc-status: 1|GRPC_CANCELLED",
                "200|grpc-status: 4|GRPC_DEADLINE_EXCEEDED",
                "200|grpc-status: 8|GRPC_RESOURCE_EXHAUSTED",
                "200|grpc-status: 13|GRPC_INTERNAL",
                "200|grpc-status: 14|GRPC_UNAVAILABLE"
            })
    void eachConditionMeansItsResponses(int status, @Nullable String header, @Nullable String expected) {
        Head response = new Head(header);

        Set<RetryOn> holding = ALL.stream()
                .filter(on -> RetryDecision.onResponse(rules(on), status, response, 0, true) == Verdict.RETRY)
                .collect(Collectors.toSet());

        assertThat(holding)
                .isEqualTo(
                        expected == null
                                ? Set.of()
                                : Arrays.stream(expected.split(" ", -1))
                                        .map(RetryOn::valueOf)
                                        .collect(Collectors.toSet()));
    }

    static Stream<Arguments> failures() {
        Set<RetryOn> any = Set.of(RetryOn.RESET, RetryOn.SERVER_ERROR, RetryOn.GATEWAY_ERROR);
        return Stream.of(
                arguments(Failure.RESET, any),
                arguments(Failure.TIMEOUT, any),
                arguments(Failure.OVERFLOW, Set.of()),
                arguments(Failure.NEVER_SENT, with(any, RetryOn.CONNECT_FAILURE, RetryOn.RESET_BEFORE_REQUEST)),
                arguments(
                        Failure.REFUSED,
                        with(any, RetryOn.CONNECT_FAILURE, RetryOn.RESET_BEFORE_REQUEST, RetryOn.REFUSED_STREAM)));
    }

    private static Set<RetryOn> with(Set<RetryOn> set, RetryOn... more) {
        return Stream.concat(set.stream(), Stream.of(more)).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void eachConditionMeansItsFailures(Failure failure, Set<RetryOn> expected) {
        assertThat(ALL.stream().filter(on -> RetryDecision.onFailure(rules(on), failure, 0, true) == Verdict.RETRY))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aRetryNeedsItsBodyAndStopsAtTheLimitAndSaysWhy() {
        RetryRules twice = RetryRules.of(RetryPolicy.of(Set.of(RetryOn.GATEWAY_ERROR), 2));
        Head response = new Head();

        assertThat(RetryDecision.explain(twice, 503, response, 1, true))
                .isEqualTo(new RetryDecision.Explanation(Verdict.RETRY, Optional.of(RetryOn.GATEWAY_ERROR)));
        assertThat(RetryDecision.explain(twice, 503, response, 2, true).verdict())
                .isEqualTo(Verdict.LIMIT);
        assertThat(RetryDecision.explain(twice, Failure.RESET, 0, false).verdict())
                .isEqualTo(Verdict.NOT_REPLAYABLE);
        assertThat(RetryDecision.explain(twice, 500, response, 0, true))
                .isEqualTo(new RetryDecision.Explanation(Verdict.NOT_ASKED_FOR, Optional.empty()));
    }

    @Test
    void aRequestMayAskForMore() {
        RetryRules usual = RetryRules.of(RetryPolicy.NONE);

        RetryRules asked = RetryRules.of(usual, new Head("x-envoy-retry-on: 5xx, unknown,reset"));
        RetryRules many =
                RetryRules.of(usual, new Head("x-envoy-retry-grpc-on: unavailable", "x-envoy-max-retries: 7"));
        RetryRules odd = RetryRules.of(usual, new Head("x-envoy-retry-on: 5xx", "x-envoy-max-retries: -1"));

        assertThat(asked.on()).containsExactlyInAnyOrder(RetryOn.SERVER_ERROR, RetryOn.RESET);
        assertThat(asked.max()).isEqualTo(1);
        assertThat(many.on()).containsExactly(RetryOn.GRPC_UNAVAILABLE);
        assertThat(many.max()).isEqualTo(7);
        assertThat(odd.max()).isEqualTo(1);
        assertThat(RetryRules.of(usual, new Head())).isSameAs(usual);
    }

    @Test
    void theWaitDoublesUpToItsLimitAndIsDrawnBelow() {
        RetryPolicy policy = RetryPolicy.of(Set.of(RetryOn.RESET), 9);

        assertThat(longest(policy, 1)).isEqualTo(Duration.ofMillis(25));
        assertThat(longest(policy, 2)).isEqualTo(Duration.ofMillis(50));
        assertThat(longest(policy, 3)).isEqualTo(Duration.ofMillis(100));
        assertThat(longest(policy, 5)).isEqualTo(Duration.ofMillis(250));
        assertThat(RetryDecision.backoffNanos(policy, 1, 0)).isZero();
    }

    private static Duration longest(RetryPolicy policy, int made) {
        long ceiling = 1;
        for (long draw = 1; draw < 400_000_000; draw += 999_999) {
            ceiling = Math.max(ceiling, RetryDecision.backoffNanos(policy, made, draw));
        }
        return Duration.ofMillis(Math.round(ceiling / 1e6));
    }

    private static RetryRules rules(RetryOn on) {
        RetryPolicy plain = RetryPolicy.of(Set.of(on), 1);
        return RetryRules.of(new RetryPolicy(
                plain.on(),
                plain.numRetries(),
                plain.perTryTimeout(),
                plain.perTryIdleTimeout(),
                false,
                1,
                List.of(418),
                List.of(),
                List.of(),
                plain.baseInterval(),
                plain.maxInterval(),
                List.of(),
                plain.rateLimitedMaxInterval()));
    }

    /** A head with these fields and nothing else. */
    private static final class Head implements RequestAttributes {
        private final Map<String, String> fields = new HashMap<>();

        Head(@Nullable String... lines) {
            for (String line : lines) {
                if (line != null) {
                    String[] parts = line.split(": ", 2);
                    fields.put(parts[0], parts[1]);
                }
            }
        }

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String authority() {
            return "";
        }

        @Override
        public String path() {
            return "/";
        }

        @Override
        public String scheme() {
            return "http";
        }

        @Override
        public @Nullable String header(String lowerCaseName) {
            return fields.get(lowerCaseName);
        }

        @Override
        public Outcome test(String lowerCaseName, Condition condition) {
            return Outcome.of(header(lowerCaseName), condition);
        }
    }
}
