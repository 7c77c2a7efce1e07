// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.filter;

import io.mainstay.proxy.stream.Headers;
import io.netty.buffer.ByteBuf;

/**
 * A filter of one stream. Requests pass filters in configured order, responses in reverse. Confined to the stream's event loop; must never
 * block. To wait for something, return {@link FilterStatus#STOP}, come back to {@link HttpFilterContext#loop()} and continue there.
 *
 * <p>Lifecycle: created when request headers have arrived; {@link #onRequestHeaders} once; data and trailers as they come; the response
 * methods likewise, possibly before the request has ended; {@link #onDestroy} exactly once, last, however the stream ended. A local reply
 * made by a filter passes the response methods of the filters before it in the request order, and its own.
 */
public interface HttpFilter {
    /**
     * The request's head.
     *
     * @param headers may be edited in place
     * @param end no body and no trailers follow
     */
    default FilterStatus onRequestHeaders(Headers headers, boolean end) {
        return FilterStatus.CONTINUE;
    }

    /**
     * A piece of the request's body.
     *
     * @param data borrowed; to change it, read it and write to it within its capacity, or buffer and use {@link HttpFilterContext#replaceRequestBody}
     */
    default FilterStatus onRequestData(ByteBuf data, boolean end) {
        return FilterStatus.CONTINUE;
    }

    /** The request's trailers, when it has any; otherwise the end is seen in {@code end}. */
    default FilterStatus onRequestTrailers(Headers trailers) {
        return FilterStatus.CONTINUE;
    }

    /**
     * The response's head; local replies of the proxy pass here too.
     *
     * @param headers may be edited in place
     * @param end no body and no trailers follow
     */
    default FilterStatus onResponseHeaders(Headers headers, boolean end) {
        return FilterStatus.CONTINUE;
    }

    /** A piece of the response's body, borrowed. */
    default FilterStatus onResponseData(ByteBuf data, boolean end) {
        return FilterStatus.CONTINUE;
    }

    /** The response's trailers. */
    default FilterStatus onResponseTrailers(Headers trailers) {
        return FilterStatus.CONTINUE;
    }

    /** The stream is over, normally or not. Release what is held; the context must not be used any more. */
    default void onDestroy() {}
}
