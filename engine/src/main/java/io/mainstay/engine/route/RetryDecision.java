// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.match.HeaderMatcher;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether an attempt that ended is tried again, and after how long. Budgets and breakers are asked afterwards, by the caller. */
public final class RetryDecision {
    private RetryDecision() {}

    /** How an attempt ended without a response. */
    public enum ResetKind {
        /** No connection could be made. */
        CONNECT_FAILURE,
        /** The connection timed out before it was made. */
        CONNECT_TIMEOUT,
        /** HTTP/2 REFUSED_STREAM: surely not processed. */
        REFUSED_STREAM,
        /** The stream or connection ended, or no byte came in time, before the request was sent. */
        BEFORE_REQUEST,
        /** The same, after the request was sent, whole or in part. */
        AFTER_REQUEST,
        /** {@code per_try_timeout}. */
        PER_TRY_TIMEOUT,
        /** The cluster refused, because a breaker was open; never tried again. */
        OVERFLOW
    }

    /** What is known of a response's head (or trailers, for gRPC). */
    public interface ResponseAttributes {
        int status();

        /** Several values joined by a comma; null when absent. */
        @Nullable
        String header(String lowerCaseName);
    }

    /** Whether the policy has anything for this request at all ({@code retriable_request_headers}). */
    public static boolean appliesTo(RetryPolicy policy, RequestAttributes request) {
        if (policy.on().isEmpty() || policy.numRetries() == 0) {
            return false;
        }
        List<HeaderMatcher> matchers = policy.retriableRequestHeaders();
        for (int i = 0; i < matchers.size(); i++) {
            if (matchers.get(i).matches(request.header(matchers.get(i).name()))) {
                return true;
            }
        }
        return matchers.isEmpty();
    }

    /** Whether an attempt that ended without a response is tried again. */
    public static boolean afterReset(RetryPolicy policy, ResetKind kind) {
        if (kind == ResetKind.OVERFLOW) {
            return false;
        }
        if (policy.on().contains(RetryOn.SERVER_ERROR)
                || policy.on().contains(RetryOn.GATEWAY_ERROR)
                || policy.on().contains(RetryOn.RESET)) {
            return true;
        }
        return switch (kind) {
            case CONNECT_FAILURE, CONNECT_TIMEOUT ->
                policy.on().contains(RetryOn.CONNECT_FAILURE) || policy.on().contains(RetryOn.RESET_BEFORE_REQUEST);
            case REFUSED_STREAM -> policy.on().contains(RetryOn.REFUSED_STREAM);
            case BEFORE_REQUEST -> policy.on().contains(RetryOn.RESET_BEFORE_REQUEST);
            case AFTER_REQUEST, PER_TRY_TIMEOUT, OVERFLOW -> false;
        };
    }

    /** Whether a response asks for another attempt. */
    public static boolean afterResponse(RetryPolicy policy, ResponseAttributes response) {
        if (response.header("x-envoy-ratelimited") != null) {
            return policy.on().contains(RetryOn.ENVOY_RATE_LIMITED);
        }
        int status = response.status();
        boolean byStatus = (policy.on().contains(RetryOn.SERVER_ERROR) && status >= 500 && status <= 599)
                || (policy.on().contains(RetryOn.GATEWAY_ERROR) && status >= 502 && status <= 504)
                || (policy.on().contains(RetryOn.RETRIABLE_4XX) && status == 409)
                || (policy.on().contains(RetryOn.RETRIABLE_STATUS_CODES)
                        && policy.retriableStatusCodes().contains(status));
        return byStatus
                || (policy.on().contains(RetryOn.RETRIABLE_HEADERS) && anyHeader(policy, response))
                || grpc(policy, response.header("grpc-status"));
    }

    private static boolean anyHeader(RetryPolicy policy, ResponseAttributes response) {
        List<HeaderMatcher> matchers = policy.retriableHeaders();
        for (int i = 0; i < matchers.size(); i++) {
            if (matchers.get(i).matches(response.header(matchers.get(i).name()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean grpc(RetryPolicy policy, @Nullable String status) {
        if (status == null) {
            return false;
        }
        return switch (status) {
            case "1" -> policy.on().contains(RetryOn.GRPC_CANCELLED);
            case "4" -> policy.on().contains(RetryOn.GRPC_DEADLINE_EXCEEDED);
            case "8" -> policy.on().contains(RetryOn.GRPC_RESOURCE_EXHAUSTED);
            case "13" -> policy.on().contains(RetryOn.GRPC_INTERNAL);
            case "14" -> policy.on().contains(RetryOn.GRPC_UNAVAILABLE);
            default -> false;
        };
    }

    /**
     * Envoy's jittered exponential back-off: anything below base x 2^(n-1), at most below the maximum.
     *
     * @param retry which one it is: 1 for the first
     * @param draw  64 uniform bits
     * @return nanoseconds
     */
    public static long backOffNanos(RetryPolicy policy, int retry, long draw) {
        long base = Math.max(1, policy.baseInterval().toNanos());
        long max = policy.maxInterval().toNanos();
        long factor = 1L << Math.clamp(retry - 1, 0, 30);
        long bound = factor > max / base ? max : factor * base;
        return Long.remainderUnsigned(draw, Math.max(1, bound));
    }

    /**
     * How long a response asks to wait ({@code rate_limited_retry_back_off}), with up to half as much on top.
     *
     * @param nowEpochSeconds for headers that name a moment
     * @return nanoseconds, -1 when no header says anything usable or it asks for more than the maximum
     */
    public static long rateLimitedNanos(
            RetryPolicy policy, ResponseAttributes response, long nowEpochSeconds, long draw) {
        for (RetryPolicy.ResetHeader header : policy.rateLimitedHeaders()) {
            String value = response.header(header.lowerCaseName());
            long number = value == null ? -1 : seconds(value);
            long seconds = header.unixTimestamp() && number >= 0 ? number - nowEpochSeconds : number;
            if (seconds >= 0 && Duration.ofSeconds(seconds).compareTo(policy.rateLimitedMaxInterval()) <= 0) {
                long nanos = seconds * 1_000_000_000L;
                return nanos + Long.remainderUnsigned(draw, Math.max(1, nanos / 2));
            }
        }
        return -1;
    }

    private static long seconds(String value) {
        String text = value.strip().toLowerCase(Locale.ROOT);
        if (text.isEmpty() || text.length() > 12 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Long.parseLong(text);
    }
}
