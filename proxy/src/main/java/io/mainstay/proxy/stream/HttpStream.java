// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.stream;

/**
 * One end of one request/response exchange, as a codec offers it: on the downstream side it takes the response, on the upstream
 * side the request. Confined to its connection's event loop.
 */
public interface HttpStream {
    /** Where the owner writes its message to the peer. The same object for the life of the stream. */
    MessageSink out();

    /**
     * Gives the stream up: HTTP/2 sends RST_STREAM, HTTP/1.1 closes the connection unless both messages are complete. The listener is not
     * called back. Does nothing on a stream that is already over.
     */
    void reset(ResetReason reason);

    /**
     * How long the peer may take nothing of what still waits for it once this side's message has ended; then the stream is reset. To be said before
     * that end; zero, as at first, is for ever. HTTP/1.1 has no window to wait for, and does nothing.
     */
    default void flushTimeout(long nanos) {}

    /** Holds back what the peer sends on this stream. HTTP/1.1 stops reading its connection, HTTP/2 withholds window. */
    ReadGate reads();

    /** Replaces who is told of resets and pressure; the downstream side gets its listener this way. */
    void listener(StreamListener listener);

    /** The connection that carries the stream. */
    StreamConnection connection();
}
