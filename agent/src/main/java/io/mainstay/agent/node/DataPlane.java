// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.node;

import java.io.IOException;
import java.nio.file.Path;

/** The proxy in this process. */
public interface DataPlane extends AutoCloseable {
    /**
     * Starts it and returns; its configuration comes by discovery.
     *
     * @param takesOver another process of this host listens on the same ports and will be told to go
     */
    void start(Path bootstrap, boolean takesOver) throws IOException;

    /** Takes no new calls to workloads of this host; calls from them go on. */
    void drainInbound();

    /** Takes no new connections at all, lets open ones end for as long as the drain period says, and stops. */
    void shutDown();

    @Override
    void close();
}
