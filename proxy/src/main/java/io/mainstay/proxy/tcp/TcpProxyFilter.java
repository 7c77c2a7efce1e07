// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tcp;

import io.mainstay.proxy.filter.ConnectionInfo;
import io.mainstay.proxy.filter.NetworkFilter;
import io.mainstay.proxy.runtime.Worker;
import io.netty.channel.Channel;

/** {@code tcp_proxy}: connects what it accepts to an endpoint of a cluster, and carries bytes until both sides have ended. */
public final class TcpProxyFilter implements NetworkFilter {
    private final TcpSettings settings;
    private final Worker worker;
    private final TcpConnector connector;

    /** The filter of one chain on one loop. */
    public TcpProxyFilter(TcpSettings settings, Worker worker, TcpConnector connector) {
        this.settings = settings;
        this.worker = worker;
        this.connector = connector;
    }

    @Override
    public Connection accept(Channel channel, ConnectionInfo info) {
        TcpSession session = new TcpSession(settings, worker, connector, channel, info);
        session.start();
        return session;
    }
}
