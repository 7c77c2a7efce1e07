// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.route.RetryPolicy;
import io.mainstay.engine.route.RouteAction;
import io.mainstay.proxy.stream.HeaderName;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.KnownHeaders;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long a forwarded request may take: the route's settings, shortened or replaced by what the request itself asks in {@code grpc-timeout} and {@code x-envoy-upstream-rq-*}.
 * Reused where the request asks nothing.
 *
 * @param globalNanos over all attempts; 0: none
 * @param perTryNanos each; 0: none
 * @param perTryIdleNanos between two events of an attempt; 0: none
 * @param expectedHeader milliseconds for {@code x-envoy-expected-rq-timeout-ms}; empty: none
 */
record RouteTimeouts(long globalNanos, long perTryNanos, long perTryIdleNanos, String expectedHeader) {
    static final RouteTimeouts NONE = new RouteTimeouts(0, 0, 0, "");
    private static final RouteTimeouts USUAL = made(RouteAction.ForwardTo.DEFAULT_TIMEOUT.toNanos(), 0, 0);

    static RouteTimeouts of(RouteAction.ForwardTo route, RetryPolicy retry, Headers request) {
        long global = route.timeout().toNanos();
        long perTry = retry.perTryTimeout().toNanos();
        long perTryIdle = retry.perTryIdleTimeout().toNanos();
        if (route.grpcTimeoutHeaderMax().isPresent()) {
            global = grpc(route, request, global);
        }
        global = asked(request, KnownHeaders.X_ENVOY_UPSTREAM_RQ_TIMEOUT_MS, global);
        perTry = asked(request, KnownHeaders.X_ENVOY_UPSTREAM_RQ_PER_TRY_TIMEOUT_MS, perTry);
        if (perTry == 0 && perTryIdle == 0 && global == USUAL.globalNanos) {
            return USUAL;
        }
        return made(global, perTry, perTryIdle);
    }

    private static RouteTimeouts made(long global, long perTry, long perTryIdle) {
        // As Envoy: a try that may take as long as everything together has no timeout of its own.
        long effectivePerTry = global > 0 && perTry >= global ? 0 : perTry;
        long expected = effectivePerTry > 0 ? effectivePerTry : global;
        String header = expected == 0 ? "" : Long.toString(TimeUnit.NANOSECONDS.toMillis(expected));
        return new RouteTimeouts(global, effectivePerTry, perTryIdle, header);
    }

    /** What is left for a further try, in milliseconds; 1 when nothing is, because 0 would mean no limit. */
    String expectedHeader(long elapsedNanos) {
        long left = globalNanos == 0 ? Long.MAX_VALUE : Math.max(globalNanos - elapsedNanos, 0);
        long expected = perTryNanos == 0 ? left : Math.min(perTryNanos, left);
        return Long.toString(Math.max(TimeUnit.NANOSECONDS.toMillis(expected), 1));
    }

    private static long asked(Headers request, HeaderName name, long otherwise) {
        String value = request.value(name);
        if (value == null || value.isEmpty() || value.length() > 10) {
            return otherwise;
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return otherwise;
            }
        }
        return TimeUnit.MILLISECONDS.toNanos(Long.parseLong(value));
    }

    private static long grpc(RouteAction.ForwardTo route, Headers request, long otherwise) {
        long asked = grpcNanos(request.value(KnownHeaders.GRPC_TIMEOUT));
        long max = route.grpcTimeoutHeaderMax().orElse(Duration.ZERO).toNanos();
        if (asked < 0) {
            return max == 0 ? otherwise : max;
        }
        long offset = route.grpcTimeoutOffset().toNanos();
        long reduced = asked > offset ? asked - offset : asked;
        return max == 0 ? reduced : Math.min(max, reduced);
    }

    /** {@code 1*8DIGIT unit}; -1 when absent or malformed. */
    static long grpcNanos(@Nullable String value) {
        if (value == null || value.length() < 2 || value.length() > 9) {
            return -1;
        }
        long amount = 0;
        for (int i = 0; i < value.length() - 1; i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            amount = amount * 10 + (c - '0');
        }
        return switch (value.charAt(value.length() - 1)) {
            case 'H' -> TimeUnit.HOURS.toNanos(amount);
            case 'M' -> TimeUnit.MINUTES.toNanos(amount);
            case 'S' -> TimeUnit.SECONDS.toNanos(amount);
            case 'm' -> TimeUnit.MILLISECONDS.toNanos(amount);
            case 'u' -> TimeUnit.MICROSECONDS.toNanos(amount);
            case 'n' -> amount;
            default -> -1;
        };
    }
}
