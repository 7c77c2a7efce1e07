// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.demo;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * A port of 127.0.0.1 that is free, and that no other demo takes while this is open. Looking alone would not do: proxies share
 * listening ports, so two of them could bind what both found free. The lock is the same port of 127.0.0.2.
 */
final class PortLock implements AutoCloseable {
    private final int port;
    private final ServerSocketChannel lock;

    private PortLock(int port, ServerSocketChannel lock) {
        this.port = port;
        this.lock = lock;
    }

    static PortLock take(int from, int to) throws IOException {
        InetAddress here = InetAddress.ofLiteral("127.0.0.1");
        InetAddress beside = InetAddress.ofLiteral("127.0.0.2");
        for (int port = from; port <= to; port++) {
            ServerSocketChannel lock = ServerSocketChannel.open();
            try (ServerSocketChannel probe = ServerSocketChannel.open()) {
                lock.bind(new InetSocketAddress(beside, port), 1);
                probe.bind(new InetSocketAddress(here, port), 1);
                return new PortLock(port, lock);
            } catch (BindException _) {
                lock.close();
            }
        }
        throw new IOException("no free port from " + from + " to " + to + " on 127.0.0.1");
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException _) {
            // Free either way once the process ends.
        }
    }
}
