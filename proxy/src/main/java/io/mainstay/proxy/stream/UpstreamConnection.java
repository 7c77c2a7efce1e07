// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.stream;

/** An established connection to an endpoint, as its codec presents it to a pool. Confined to its event loop. */
public interface UpstreamConnection extends StreamConnection {
    /** What a connection tells its pool. */
    interface Owner {
        /** A stream ended, or the peer allowed more: {@link #availableStreams()} grew. */
        void onAvailable(UpstreamConnection connection);

        /** No new stream will be taken (GOAWAY, {@code connection: close}); open ones go on. May be followed only by {@code onClosed}. */
        void onDraining(UpstreamConnection connection);

        /** The transport is closed; open streams were reset before this call. Exactly once. */
        void onClosed(UpstreamConnection connection);
    }

    /** How many streams may be opened now; HTTP/1.1: one or none. None while draining or closed. */
    int availableStreams();

    /** Streams that are open now. */
    int openStreams();

    /** Streams opened since the connection was made. */
    long totalStreams();

    /**
     * Opens a stream. Only when {@link #availableStreams()} is positive.
     *
     * @param listener told of reset and pressure
     * @param response where the response goes
     * @return where to write the request, and the handle to reset it
     */
    HttpStream newStream(StreamListener listener, MessageSink response);

    /** Finishes what is open, takes nothing new, then closes. */
    void drain();

    /** Closes at once; open streams are reset. */
    void close();
}
