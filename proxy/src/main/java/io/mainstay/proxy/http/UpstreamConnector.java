// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.proxy.filter.TransportSocket;
import io.mainstay.proxy.stream.UpstreamConnection;

/** Makes upstream connections for one event loop: socket, transport, codec. Confined to it. */
interface UpstreamConnector {
    /** How connecting went. */
    interface Result {
        /** The connection that will be: connected or failed is still to come. */
        void connected(UpstreamConnection connection, TransportSocket.TransportInfo transport);

        /**
         * It failed.
         *
         * @param timeout whether for want of time
         * @param reason for response details
         */
        void failed(boolean timeout, String reason);
    }

    /** Begins to connect; the result comes on this loop, not before this returns. */
    void connect(PoolKey key, UpstreamConnection.Owner owner, Result result);
}
