// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.filter;

import io.mainstay.proxy.stream.Headers;

/**
 * Told about every stream of a connection manager: the only way to telemetry. One per listener, filter chain and loop, made at configuration time; called on the loop and must
 * neither block nor allocate.
 */
public interface StreamObserver {
    /** An observer that does nothing. */
    StreamObserver NONE = (info, request, response, durationNanos) -> {};

    /**
     * A stream has ended, normally or not.
     *
     * @param request the request head with its edits; borrowed
     * @param response the response head or trailers with the final status; empty when none was sent; borrowed
     * @param durationNanos from the request's head to the end
     */
    void onStreamEnd(StreamInfo info, Headers request, Headers response, long durationNanos);
}
