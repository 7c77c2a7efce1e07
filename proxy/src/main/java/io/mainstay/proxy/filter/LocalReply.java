// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.filter;

import io.mainstay.proxy.stream.HeaderName;
import java.util.List;

/**
 * An answer the proxy gives by itself.
 *
 * @param status HTTP status; for a gRPC request it is translated and sent as {@code grpc-status} with HTTP 200
 * @param body plain text; for a gRPC request the {@code grpc-message}; may be empty
 * @param flags why: a set of {@link io.mainstay.engine.ResponseFlag#bit()}, 0 for none
 * @param details why, in lower-case words joined by underscores, for the access log; not sent
 * @param headers further fields, in order
 */
public record LocalReply(int status, String body, long flags, String details, List<Field> headers) {
    /**
     * A header field to send.
     *
     * @param name field name
     * @param value field value, without control characters
     */
    public record Field(HeaderName name, String value) {}

    public LocalReply {
        headers = List.copyOf(headers);
    }

    public LocalReply(int status, String body, long flags, String details) {
        this(status, body, flags, details, List.of());
    }
}
