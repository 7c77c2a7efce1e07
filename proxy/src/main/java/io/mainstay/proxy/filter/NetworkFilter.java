// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.filter;

import io.netty.channel.Channel;

/**
 * What a filter chain does with the connections it accepts: the HTTP connection manager, the TCP proxy. Bound to one filter chain of one listener on one
 * loop, so that it may keep counters and pools without sharing. Confined to that loop.
 */
public interface NetworkFilter {
    /**
     * Takes a connection whose transport is ready (TLS done). Adds handlers to the channel's pipeline; reading begins when this returns.
     *
     * @param channel its event loop is the caller's
     */
    Connection accept(Channel channel, ConnectionInfo info);

    /** A connection as its listener manages it. Confined to its event loop. */
    interface Connection {
        /** Finish what is open, take nothing new, then close. Called once. */
        void drain();

        /** Streams or exchanges open now; a draining listener waits for zero. */
        int open();

        /** Bytes this holds back, beyond what waits in the channel, until the client gives window for them. */
        default long waiting() {
            return 0;
        }
    }
}
