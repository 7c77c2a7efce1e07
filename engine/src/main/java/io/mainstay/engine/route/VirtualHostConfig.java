// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.core.HeaderEdits;
import io.mainstay.engine.core.Metadata;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Routes for some domains ({@code route.v3.VirtualHost}).
 *
 * @param name                     not empty
 * @param domains                  lower case; exact, {@code *.suffix}, {@code prefix.*} or {@code *}; at least one
 * @param routes                   the first that matches is taken
 * @param requireTls               {@code require_tls: ALL}: plaintext requests are redirected to https
 * @param retryPolicy              for routes without one
 * @param attemptCountInRequest    {@code include_request_attempt_count}: {@code x-envoy-attempt-count}
 * @param attemptCountInResponse   {@code include_attempt_count_in_response}
 * @param requestBodyBufferLimit   {@code request_body_buffer_limit} (or {@code per_request_buffer_limit_bytes}): bytes kept for a retry; -1: the listener's limit
 */
public record VirtualHostConfig(
        String name,
        List<String> domains,
        List<RouteConfig> routes,
        boolean requireTls,
        HeaderEdits requestEdits,
        HeaderEdits responseEdits,
        Optional<RetryPolicy> retryPolicy,
        boolean attemptCountInRequest,
        boolean attemptCountInResponse,
        long requestBodyBufferLimit,
        Map<String, FilterOverride> filterConfigs,
        Metadata metadata) {
    public VirtualHostConfig {
        Objects.requireNonNull(name);
        domains = List.copyOf(domains);
        routes = List.copyOf(routes);
        Objects.requireNonNull(requestEdits);
        Objects.requireNonNull(responseEdits);
        Objects.requireNonNull(retryPolicy);
        filterConfigs = Collections.unmodifiableMap(new LinkedHashMap<>(filterConfigs));
        Objects.requireNonNull(metadata);
    }

    /** A virtual host with nothing but routes. */
    public static VirtualHostConfig of(String name, List<String> domains, List<RouteConfig> routes) {
        return new VirtualHostConfig(
                name,
                domains,
                routes,
                false,
                HeaderEdits.NONE,
                HeaderEdits.NONE,
                Optional.empty(),
                false,
                false,
                -1,
                Map.of(),
                Metadata.EMPTY);
    }
}
