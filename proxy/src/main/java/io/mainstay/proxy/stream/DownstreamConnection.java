// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.stream;

/** A connection from a client, as its codec presents it to the connection manager. Confined to its event loop. */
public interface DownstreamConnection extends StreamConnection {
    /** Finishes what is open and takes nothing new: HTTP/1.1 answers {@code connection: close}, HTTP/2 sends GOAWAY. Closes when empty. */
    void drain();

    /**
     * Like {@link #drain}, but an idle HTTP/1.1 connection stays open for one more request, which may be on its way already: nothing can tell such a client
     * not to send it.
     */
    void lastStream();

    /** Closes at once; open streams are reset with {@link ResetReason#CONNECTION_TERMINATION}. */
    void close();

    /** Streams that are open now. */
    int openStreams();

    /** Bytes held back, beyond what waits in the channel, until the client gives window for them: HTTP/2's. */
    default long waiting() {
        return 0;
    }
}
