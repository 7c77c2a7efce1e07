// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * By what one request is retried: its route's policy with what the request itself asks.
 *
 * @param policy the route's
 * @param on     conditions; empty: never
 * @param max    retries beyond the first try
 */
public record RetryRules(RetryPolicy policy, Set<RetryOn> on, int max) {
    public RetryRules {
        Objects.requireNonNull(policy);
        on = Set.copyOf(on);
    }

    /** What holds when the request asks nothing. */
    public static RetryRules of(RetryPolicy policy) {
        return new RetryRules(policy, policy.on(), policy.numRetries());
    }

    /**
     * What holds for a request.
     *
     * @param usual what holds when it asks nothing; returned when it does not
     */
    public static RetryRules of(RetryRules usual, RequestAttributes request) {
        RetryPolicy policy = usual.policy();
        if (!policy.retriableRequestHeaders().isEmpty()
                && !RetryDecision.any(policy.retriableRequestHeaders(), request)) {
            return new RetryRules(policy, Set.of(), usual.max());
        }
        String http = request.header("x-envoy-retry-on");
        String grpc = request.header("x-envoy-retry-grpc-on");
        if (http == null && grpc == null) {
            return usual;
        }
        Set<RetryOn> asked = EnumSet.noneOf(RetryOn.class);
        asked.addAll(usual.on());
        add(http, asked);
        add(grpc, asked);
        int max = usual.on().isEmpty() ? Math.max(usual.max(), 1) : usual.max();
        return new RetryRules(policy, asked, number(request.header("x-envoy-max-retries"), max));
    }

    private static void add(@Nullable String tokens, Set<RetryOn> asked) {
        if (tokens != null) {
            for (String token : List.of(tokens.split(",", -1))) {
                RetryOn.ofToken(token.trim()).ifPresent(asked::add);
            }
        }
    }

    private static int number(@Nullable String text, int otherwise) {
        boolean plain = text != null
                && !text.isEmpty()
                && text.length() <= 4
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return plain ? Integer.parseInt(text) : otherwise;
    }

    /** Whether there may be a retry at all: then a body is worth keeping. */
    public boolean possible() {
        return !on.isEmpty() && max > 0;
    }
}
