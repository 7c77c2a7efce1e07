// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import java.util.Objects;

/**
 * Limits on what a peer may send.
 *
 * @param maxHeadersKb             {@code max_request_headers_kb} (or {@code max_response_headers_kb}): KiB; 1..8192, default 60
 * @param maxHeadersCount          {@code max_headers_count}; at least 1, default 100
 * @param maxRequestsPerConnection {@code max_requests_per_connection}; 0: no limit
 * @param underscores              {@code headers_with_underscores_action}
 */
public record HttpLimits(
        int maxHeadersKb, int maxHeadersCount, int maxRequestsPerConnection, HeadersWithUnderscores underscores) {
    /** Envoy's. */
    public static final HttpLimits DEFAULT = new HttpLimits(60, 100, 0, HeadersWithUnderscores.ALLOW);

    public HttpLimits {
        Objects.requireNonNull(underscores);
    }

    /** {@code HeadersWithUnderscoresAction}. */
    public enum HeadersWithUnderscores {
        ALLOW,
        REJECT_REQUEST,
        DROP_HEADER
    }
}
