// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.node;

import java.io.IOException;
import java.nio.file.Path;

/** The proxy in this process. */
public interface DataPlane extends AutoCloseable {
    /**
     * Starts it and returns once it accepts connections on what it knew already; the rest comes by discovery. When another
     * process of this host is running a proxy, its listening sockets are taken over and it is told to drain.
     *
     * @param bootstrap binary bootstrap
     * @param replaced  told when a newer process has taken this one's listening sockets
     */
    void start(Path bootstrap, Runnable replaced) throws IOException, InterruptedException;

    /** Takes no new calls to workloads of this host; calls from them go on. */
    void drainInbound();

    /** Takes no new connections at all, lets open ones end for as long as the drain period says, and stops. */
    void shutDown();

    @Override
    void close();
}
