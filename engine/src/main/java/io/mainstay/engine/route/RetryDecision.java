// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.match.HeaderMatcher;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a failed attempt is made again: a function of the rules, what came of the attempt, and how many there were. Allocates
 * nothing, but for what explains.
 */
public final class RetryDecision {
    /** Conditions under which every attempt without a response is made again. */
    private static final List<RetryOn> ALWAYS = List.of(RetryOn.RESET, RetryOn.SERVER_ERROR, RetryOn.GATEWAY_ERROR);

    private RetryDecision() {}

    /** What becomes of an attempt that came to something the client would see. */
    public enum Verdict {
        /** No condition of the rules holds: it stands. */
        NOT_ASKED_FOR,
        /** A condition holds, but the request's body is gone. */
        NOT_REPLAYABLE,
        /** A condition holds, but the number of retries is used up. */
        LIMIT,
        /** Another attempt is to be made, if the cluster's budget allows. */
        RETRY
    }

    /** How an attempt ended without a response. */
    public enum Failure {
        /** The peer cannot have seen the request: no connection came to be. */
        NEVER_SENT,
        /** The peer refused the stream before it acted on it. */
        REFUSED,
        /** The stream or its connection was reset. */
        RESET,
        /** The time for one try was up. */
        TIMEOUT,
        /** A limit of this proxy's own; never retried. */
        OVERFLOW
    }

    /**
     * A verdict with its reason.
     *
     * @param because the condition that holds; empty when none does
     */
    public record Explanation(Verdict verdict, Optional<RetryOn> because) {}

    /** Of a response's head. */
    public static Verdict onResponse(
            RetryRules rules, int status, RequestAttributes response, int made, boolean replayable) {
        return verdict(rules, condition(rules, status, response), made, replayable);
    }

    /** Of an attempt without response. */
    public static Verdict onFailure(RetryRules rules, Failure failure, int made, boolean replayable) {
        return verdict(rules, condition(rules, failure), made, replayable);
    }

    /** {@link #onResponse} with its reason. */
    public static Explanation explain(
            RetryRules rules, int status, RequestAttributes response, int made, boolean replayable) {
        RetryOn because = condition(rules, status, response);
        return new Explanation(verdict(rules, because, made, replayable), Optional.ofNullable(because));
    }

    /** {@link #onFailure} with its reason. */
    public static Explanation explain(RetryRules rules, Failure failure, int made, boolean replayable) {
        RetryOn because = condition(rules, failure);
        return new Explanation(verdict(rules, because, made, replayable), Optional.ofNullable(because));
    }

    private static Verdict verdict(RetryRules rules, @Nullable RetryOn because, int made, boolean replayable) {
        if (because == null) {
            return Verdict.NOT_ASKED_FOR;
        }
        if (made >= rules.max()) {
            return Verdict.LIMIT;
        }
        return replayable ? Verdict.RETRY : Verdict.NOT_REPLAYABLE;
    }

    private static @Nullable RetryOn condition(RetryRules rules, int status, RequestAttributes response) {
        if (rules.on().isEmpty()) {
            return null;
        }
        if (response.header("x-envoy-ratelimited") != null) {
            // Who limits rates must not be asked again for any other reason.
            return has(rules, RetryOn.ENVOY_RATE_LIMITED) ? RetryOn.ENVOY_RATE_LIMITED : null;
        }
        RetryPolicy policy = rules.policy();
        if (status >= 500 && has(rules, RetryOn.SERVER_ERROR)) {
            return RetryOn.SERVER_ERROR;
        }
        if (status >= 502 && status <= 504 && has(rules, RetryOn.GATEWAY_ERROR)) {
            return RetryOn.GATEWAY_ERROR;
        }
        if (status == 409 && has(rules, RetryOn.RETRIABLE_4XX)) {
            return RetryOn.RETRIABLE_4XX;
        }
        if (has(rules, RetryOn.RETRIABLE_STATUS_CODES)
                && policy.retriableStatusCodes().contains(status)) {
            return RetryOn.RETRIABLE_STATUS_CODES;
        }
        if (has(rules, RetryOn.RETRIABLE_HEADERS) && any(policy.retriableHeaders(), response)) {
            return RetryOn.RETRIABLE_HEADERS;
        }
        RetryOn grpc = grpc(response.header("grpc-status"));
        return grpc != null && has(rules, grpc) ? grpc : null;
    }

    private static @Nullable RetryOn grpc(@Nullable String status) {
        return switch (status) {
            case "1" -> RetryOn.GRPC_CANCELLED;
            case "4" -> RetryOn.GRPC_DEADLINE_EXCEEDED;
            case "8" -> RetryOn.GRPC_RESOURCE_EXHAUSTED;
            case "13" -> RetryOn.GRPC_INTERNAL;
            case "14" -> RetryOn.GRPC_UNAVAILABLE;
            case null, default -> null;
        };
    }

    private static @Nullable RetryOn condition(RetryRules rules, Failure failure) {
        if (rules.on().isEmpty() || failure == Failure.OVERFLOW) {
            return null;
        }
        for (int i = 0; i < ALWAYS.size(); i++) {
            if (has(rules, ALWAYS.get(i))) {
                return ALWAYS.get(i);
            }
        }
        if (failure == Failure.REFUSED && has(rules, RetryOn.REFUSED_STREAM)) {
            return RetryOn.REFUSED_STREAM;
        }
        if (failure == Failure.NEVER_SENT || failure == Failure.REFUSED) {
            if (has(rules, RetryOn.CONNECT_FAILURE)) {
                return RetryOn.CONNECT_FAILURE;
            }
            if (has(rules, RetryOn.RESET_BEFORE_REQUEST)) {
                return RetryOn.RESET_BEFORE_REQUEST;
            }
        }
        return null;
    }

    private static boolean has(RetryRules rules, RetryOn condition) {
        return rules.on().contains(condition);
    }

    static boolean any(List<HeaderMatcher> matchers, RequestAttributes headers) {
        for (int i = 0; i < matchers.size(); i++) {
            if (matchers.get(i).matches(headers)) {
                return true;
            }
        }
        return false;
    }

    /**
     * How long to wait before a retry: exponential, fully jittered.
     *
     * @param made retries before and with this one, at least 1
     * @param draw uniform over all 64 bits
     */
    public static long backoffNanos(RetryPolicy policy, int made, long draw) {
        long base = policy.baseInterval().toNanos();
        long ceiling = Math.min(policy.maxInterval().toNanos(), base << Math.min(made - 1, 20));
        return ceiling <= 0 ? 0 : Long.remainderUnsigned(draw, ceiling);
    }

    /** Whether a request may be sent twice whatever became of the first (RFC 9110 section 9.2.2). */
    public static boolean isIdempotent(String method, boolean upgrade) {
        return switch (method) {
            case "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE" -> !upgrade;
            default -> false;
        };
    }
}
