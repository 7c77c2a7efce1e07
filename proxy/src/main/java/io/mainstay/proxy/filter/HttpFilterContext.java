// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.filter;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

/** What a filter may ask of its stream. One per filter and stream; confined to the stream's event loop. */
public interface HttpFilterContext {
    /** The stream's event loop, to come back to after waiting. */
    EventLoop loop();

    /** Facts about the stream and its connection. */
    StreamInfo info();

    /** Lets the request go on after {@link FilterStatus#STOP} or {@link FilterStatus#BUFFER}. Does nothing when the stream is over. */
    void continueRequest();

    /** Lets the response go on. Does nothing when the stream is over. */
    void continueResponse();

    /** Answers the stream here and now; the request goes no further. Only before response headers have been sent; afterwards it resets the stream. */
    void reply(LocalReply reply);

    /** The request body kept so far for this filter; empty when there is none. Borrowed, valid during the call. */
    ByteBuf requestBody();

    /** The response body kept so far for this filter. Borrowed, valid during the call. */
    ByteBuf responseBody();

    /** Puts another body in place of the kept one. Takes {@code body}. Content-Length is set by the caller. */
    void replaceRequestBody(ByteBuf body);

    /** Puts another body in place of the kept one. Takes {@code body}. Content-Length is set by the caller. */
    void replaceResponseBody(ByteBuf body);

    /** Forgets the route chosen for this request, so that it is chosen again from the edited headers. */
    void clearRoute();
}
