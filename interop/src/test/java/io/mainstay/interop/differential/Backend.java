// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.TimeUnit;

/** The one backend both proxies stand in front of, in both protocols, with the clients' event loop. */
final class Backend implements AutoCloseable {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Ledger ledger = new Ledger();
    private final H1Backend h1 = new H1Backend(ledger);
    private final H2Backend h2 = new H2Backend(ledger, loops);

    Ledger ledger() {
        return ledger;
    }

    EventLoopGroup loops() {
        return loops;
    }

    int h1Port() {
        return h1.port();
    }

    int h2Port() {
        return h2.port();
    }

    @Override
    public void close() {
        h1.close();
        h2.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
