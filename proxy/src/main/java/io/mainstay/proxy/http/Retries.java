// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.match.HeaderMatcher;
import io.mainstay.engine.route.RetryOn;
import io.mainstay.engine.route.RetryPolicy;
import io.mainstay.proxy.cluster.CircuitBreaker;
import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.KnownHeaders;
import io.mainstay.proxy.stream.ResetReason;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request is tried again, and when: the route's policy, what the request's {@code x-envoy-retry-on} and {@code x-envoy-max-retries} add, and the cluster's budget. One per stream object;
 * confined to its event loop.
 */
final class Retries {
    /** What becomes of a failed attempt. */
    enum Verdict {
        /** It stands. */
        NO,
        /** Another attempt is made; the budget is charged. */
        RETRY,
        /** It would be retried, but the number of retries is used up. */
        LIMIT
    }

    private final Worker worker;
    private RetryPolicy policy = RetryPolicy.NONE;
    private Set<RetryOn> on = Set.of();
    private @Nullable CircuitBreaker breaker;
    private int left;
    private int made;
    private boolean charged;
    private boolean reuseChance;

    Retries(Worker worker) {
        this.worker = worker;
    }

    void begin(RetryPolicy configured, Headers request, CircuitBreaker budget) {
        policy = configured;
        breaker = budget;
        on = configured.on();
        left = configured.numRetries();
        made = 0;
        charged = false;
        reuseChance = true;
        fromHeaders(request);
        if (!policy.retriableRequestHeaders().isEmpty() && !any(policy.retriableRequestHeaders(), request)) {
            on = Set.of();
        }
    }

    private void fromHeaders(Headers request) {
        String http = request.get(KnownHeaders.X_ENVOY_RETRY_ON);
        String grpc = request.get(KnownHeaders.X_ENVOY_RETRY_GRPC_ON);
        if (http == null && grpc == null) {
            return;
        }
        Set<RetryOn> asked = EnumSet.noneOf(RetryOn.class);
        asked.addAll(on);
        for (String tokens : new String[] {http == null ? "" : http, grpc == null ? "" : grpc}) {
            for (String token : tokens.split(",", -1)) {
                RetryOn.ofToken(token.trim()).ifPresent(asked::add);
            }
        }
        if (on.isEmpty()) {
            left = Math.max(left, 1);
        }
        on = asked;
        String max = request.get(KnownHeaders.X_ENVOY_MAX_RETRIES);
        if (max != null && max.length() <= 4 && !max.isEmpty() && max.chars().allMatch(c -> c >= '0' && c <= '9')) {
            left = Integer.parseInt(max);
        }
    }

    /** Whether there may be a retry at all: then the body is worth keeping. */
    boolean possible() {
        return !on.isEmpty() && left > 0;
    }

    /** The one retry nobody needs to configure: a connection that had been idle was closed under the request. */
    boolean takeReuseChance() {
        boolean had = reuseChance;
        reuseChance = false;
        return had;
    }

    Verdict onResponse(Headers response, boolean replayable) {
        return on.isEmpty() ? Verdict.NO : decide(wanted(response), replayable);
    }

    private boolean wanted(Headers response) {
        int status = response.status();
        if (status >= 500 && on.contains(RetryOn.SERVER_ERROR)) {
            return true;
        }
        if (status >= 502 && status <= 504 && on.contains(RetryOn.GATEWAY_ERROR)) {
            return true;
        }
        if (status == 409 && on.contains(RetryOn.RETRIABLE_4XX)) {
            return true;
        }
        if (on.contains(RetryOn.RETRIABLE_STATUS_CODES)
                && policy.retriableStatusCodes().contains(status)) {
            return true;
        }
        if (on.contains(RetryOn.ENVOY_RATE_LIMITED) && response.contains(KnownHeaders.X_ENVOY_RATELIMITED)) {
            return true;
        }
        if (on.contains(RetryOn.RETRIABLE_HEADERS) && any(policy.retriableHeaders(), response)) {
            return true;
        }
        return grpcWanted(response.get(KnownHeaders.GRPC_STATUS));
    }

    private boolean grpcWanted(@Nullable String status) {
        if (status == null) {
            return false;
        }
        return switch (status) {
            case "1" -> on.contains(RetryOn.GRPC_CANCELLED);
            case "4" -> on.contains(RetryOn.GRPC_DEADLINE_EXCEEDED);
            case "8" -> on.contains(RetryOn.GRPC_RESOURCE_EXHAUSTED);
            case "13" -> on.contains(RetryOn.GRPC_INTERNAL);
            case "14" -> on.contains(RetryOn.GRPC_UNAVAILABLE);
            default -> false;
        };
    }

    Verdict onReset(ResetReason reason, boolean replayable) {
        if (on.isEmpty() || reason == ResetReason.OVERFLOW) {
            return Verdict.NO;
        }
        boolean wanted = on.contains(RetryOn.RESET)
                || on.contains(RetryOn.SERVER_ERROR)
                || on.contains(RetryOn.GATEWAY_ERROR)
                || (reason == ResetReason.REMOTE_REFUSED && on.contains(RetryOn.REFUSED_STREAM))
                || (reason.neverSent()
                        && (on.contains(RetryOn.CONNECT_FAILURE) || on.contains(RetryOn.RESET_BEFORE_REQUEST)));
        return decide(wanted, replayable);
    }

    Verdict onTimeout(boolean replayable) {
        boolean wanted =
                on.contains(RetryOn.RESET) || on.contains(RetryOn.SERVER_ERROR) || on.contains(RetryOn.GATEWAY_ERROR);
        return decide(wanted, replayable);
    }

    private Verdict decide(boolean wanted, boolean replayable) {
        CircuitBreaker budget = breaker;
        if (!wanted || !replayable || budget == null) {
            return Verdict.NO;
        }
        discharge();
        if (left <= 0) {
            return Verdict.LIMIT;
        }
        if (!budget.tryAcquire(CircuitBreaker.Resource.RETRIES)) {
            return Verdict.NO;
        }
        charged = true;
        left--;
        made++;
        return Verdict.RETRY;
    }

    /** How long to wait before the retry just granted: exponential, fully jittered. */
    long backoffNanos() {
        long base = policy.baseInterval().toNanos();
        long max = policy.maxInterval().toNanos();
        long ceiling = Math.min(max, base << Math.min(made - 1, 20));
        return ceiling <= 0 ? 0 : Long.remainderUnsigned(worker.random(), ceiling);
    }

    private void discharge() {
        CircuitBreaker budget = breaker;
        if (charged && budget != null) {
            charged = false;
            budget.release(CircuitBreaker.Resource.RETRIES);
        }
    }

    /** No more retries: gives back what the budget was charged. */
    void end() {
        discharge();
        breaker = null;
        on = Set.of();
    }

    private static boolean any(List<HeaderMatcher> matchers, Headers headers) {
        for (int i = 0; i < matchers.size(); i++) {
            if (matchers.get(i).matches(headers.header(matchers.get(i).name()))) {
                return true;
            }
        }
        return false;
    }
}
