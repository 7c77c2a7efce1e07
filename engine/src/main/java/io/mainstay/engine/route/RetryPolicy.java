// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.match.HeaderMatcher;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * When a request is tried again ({@code route.v3.RetryPolicy}).
 *
 * @param on                        conditions; empty: never
 * @param numRetries                beyond the first try; default 1
 * @param perTryTimeout             zero: only the route's timeout
 * @param perTryIdleTimeout         zero: none
 * @param avoidPreviousHosts        {@code retry_host_predicate} previous_hosts
 * @param hostSelectionMaxAttempts  choices before a host already tried is taken after all; default 1
 * @param retriableStatusCodes      for {@code retriable-status-codes}
 * @param retriableHeaders          of the response, any of them, for {@code retriable-headers}
 * @param retriableRequestHeaders   when not empty, only requests that match one are retried
 * @param baseInterval              of the back-off; default 25 ms
 * @param maxInterval               of the back-off; default ten times the base
 * @param rateLimitedHeaders        {@code rate_limited_retry_back_off.reset_headers}
 * @param rateLimitedMaxInterval    longer waits are not waited; default 300 s
 */
public record RetryPolicy(
        Set<RetryOn> on,
        int numRetries,
        Duration perTryTimeout,
        Duration perTryIdleTimeout,
        boolean avoidPreviousHosts,
        int hostSelectionMaxAttempts,
        List<Integer> retriableStatusCodes,
        List<HeaderMatcher> retriableHeaders,
        List<HeaderMatcher> retriableRequestHeaders,
        Duration baseInterval,
        Duration maxInterval,
        List<ResetHeader> rateLimitedHeaders,
        Duration rateLimitedMaxInterval) {
    /** Envoy's base of the back-off. */
    public static final Duration DEFAULT_BASE_INTERVAL = Duration.ofMillis(25);

    /** Never retries. */
    public static final RetryPolicy NONE = of(Set.of(), 0);

    public RetryPolicy {
        on = on.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(on));
        Objects.requireNonNull(perTryTimeout);
        Objects.requireNonNull(perTryIdleTimeout);
        retriableStatusCodes = List.copyOf(retriableStatusCodes);
        retriableHeaders = List.copyOf(retriableHeaders);
        retriableRequestHeaders = List.copyOf(retriableRequestHeaders);
        Objects.requireNonNull(baseInterval);
        Objects.requireNonNull(maxInterval);
        rateLimitedHeaders = List.copyOf(rateLimitedHeaders);
        Objects.requireNonNull(rateLimitedMaxInterval);
    }

    /** Envoy's defaults beside the conditions and their number. */
    public static RetryPolicy of(Set<RetryOn> on, int numRetries) {
        return new RetryPolicy(
                on,
                numRetries,
                Duration.ZERO,
                Duration.ZERO,
                false,
                1,
                List.of(),
                List.of(),
                List.of(),
                DEFAULT_BASE_INTERVAL,
                DEFAULT_BASE_INTERVAL.multipliedBy(10),
                List.of(),
                Duration.ofMinutes(5));
    }

    /**
     * A response header that tells how long to wait.
     *
     * @param unixTimestamp seconds since 1970, else seconds from now
     */
    public record ResetHeader(String lowerCaseName, boolean unixTimestamp) {
        public ResetHeader {
            Objects.requireNonNull(lowerCaseName);
        }
    }
}
