// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.match;

import java.util.Set;

/**
 * Fields that have one value however many lines they come in: the lines, without empty ones, joined by a comma. Which these are is
 * Envoy's choice (what its header maps keep in a slot of their own), found by sending each name twice through Envoy 1.40; the conformance
 * tests do so again.
 */
public final class JoinedFields {
    /** In messages of both kinds. */
    private static final Set<String> BOTH = Set.of(
            "cache-control",
            "content-encoding",
            "content-type",
            "proxy-status",
            "via",
            "x-envoy-attempt-count",
            "x-envoy-decorator-operation",
            "x-request-id");

    private static final Set<String> REQUEST = Set.of(
            "accept",
            "accept-encoding",
            "access-control-request-headers",
            "access-control-request-method",
            "access-control-request-private-network",
            "authorization",
            "cdn-loop",
            "expect",
            "grpc-accept-encoding",
            "grpc-timeout",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "origin",
            "pragma",
            "referer",
            "user-agent",
            "x-client-trace-id",
            "x-envoy-downstream-service-cluster",
            "x-envoy-downstream-service-node",
            "x-envoy-expected-rq-timeout-ms",
            "x-envoy-external-address",
            "x-envoy-force-trace",
            "x-envoy-hedge-on-per-try-timeout",
            "x-envoy-internal",
            "x-envoy-ip-tags",
            "x-envoy-is-timeout-retry",
            "x-envoy-max-retries",
            "x-envoy-original-host",
            "x-envoy-original-path",
            "x-envoy-original-url",
            "x-envoy-retriable-header-names",
            "x-envoy-retriable-status-codes",
            "x-envoy-retry-grpc-on",
            "x-envoy-retry-on",
            "x-envoy-upstream-alt-stat-name",
            "x-envoy-upstream-rq-per-try-timeout-ms",
            "x-envoy-upstream-rq-timeout-alt-response",
            "x-envoy-upstream-rq-timeout-ms",
            "x-envoy-upstream-stream-duration-ms",
            "x-forwarded-client-cert",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-forwarded-proto");

    private static final Set<String> RESPONSE = Set.of(
            "access-control-allow-credentials",
            "access-control-allow-headers",
            "access-control-allow-methods",
            "access-control-allow-origin",
            "access-control-allow-private-network",
            "access-control-expose-headers",
            "access-control-max-age",
            "age",
            "date",
            "etag",
            "expires",
            "grpc-message",
            "grpc-status",
            "last-modified",
            "location",
            "server",
            "vary",
            "x-envoy-degraded",
            "x-envoy-immediate-health-check-fail",
            "x-envoy-ratelimited",
            "x-envoy-upstream-canary",
            "x-envoy-upstream-healthchecked-cluster",
            "x-envoy-upstream-service-time");

    private JoinedFields() {}

    /**
     * Whether a field is one of them.
     *
     * @param response whether the message is a response
     */
    public static boolean contains(String lowerCaseName, boolean response) {
        return BOTH.contains(lowerCaseName) || (response ? RESPONSE : REQUEST).contains(lowerCaseName);
    }
}
