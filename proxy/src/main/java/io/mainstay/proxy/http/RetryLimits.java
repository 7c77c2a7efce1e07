// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.proxy.stream.Headers;

/** What makes a request one that may be sent again. Pure. */
final class RetryLimits {
    /** Body kept for another attempt when neither route nor listener says otherwise. */
    static final long BODY_BYTES = 64 * 1024;

    private RetryLimits() {}

    /** RFC 9110 section 9.2.2. */
    static boolean idempotent(Headers request) {
        return switch (request.method()) {
            case "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE" -> request.upgrade() == null;
            default -> false;
        };
    }
}
