// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.stream;

/** What a downstream codec calls for each request it sees begin. One per connection; confined to its event loop. */
public interface StreamFactory {
    /**
     * Opens a stream. The callee sets {@link HttpStream#listener} before it returns; the codec then calls the returned sink.
     *
     * @param response where the answer goes
     * @return where the codec delivers the request
     */
    MessageSink newStream(HttpStream response);

    /** A part of a request's head has come, and the rest has not: the connection is not idle. {@link #newStream} follows, or the connection ends. */
    default void onHeadBegun() {}

    /**
     * The peer broke the protocol before a stream could be opened; the codec has answered or closed. For counting only.
     *
     * @param fault what was wrong
     */
    default void onProtocolFault(ProtocolFault fault) {}

    /** The peer did not take a message that had ended, and its stream was reset. For counting only. */
    default void onFlushTimeout() {}
}
