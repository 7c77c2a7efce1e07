// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.node;

import java.io.IOException;
import java.nio.file.Path;

/** The proxy in this process. */
public interface DataPlane extends AutoCloseable {
    /**
     * Starts it; its configuration comes by discovery. Returns at once, or, when another process of this host serves, when this one has taken over from it.
     *
     * @param handover where listening sockets are taken from the process before and handed on to the next
     * @param replaced told when the next process has taken over
     */
    void start(Path bootstrap, Path handover, Runnable replaced) throws IOException;

    /** Takes no new calls to workloads of this host; calls from them go on. */
    void drainInbound();

    /** Takes no new connections at all, lets open ones end for as long as the drain period says, and stops. */
    void shutDown();

    @Override
    void close();
}
