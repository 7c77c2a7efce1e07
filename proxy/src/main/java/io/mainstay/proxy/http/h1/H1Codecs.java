// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.listener.HttpConnectionManagerConfig;
import io.mainstay.engine.listener.HttpLimits;
import io.mainstay.engine.listener.HttpTimeouts;
import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.stream.DownstreamConnection;
import io.mainstay.proxy.stream.StreamFactory;
import io.mainstay.proxy.stream.UpstreamConnection;
import io.netty.channel.Channel;

/** Puts HTTP/1.1 on connections of one event loop. Confined to it. */
public final class H1Codecs {
    private final H1Loop loop;

    /** For this loop. */
    public H1Codecs(Worker worker) {
        this.loop = new H1Loop(worker);
    }

    private static H1Limits limits(HttpLimits limits) {
        return new H1Limits(limits.maxHeadersKb() * 1024, limits.maxHeadersCount());
    }

    /** Zero is none. A stream's idle timeout holds from a head's first byte on, as in Envoy, and so does for what has no stream yet. */
    private static long shorter(long headNanos, long idleNanos) {
        return headNanos == 0 || idleNanos == 0 ? Math.max(headNanos, idleNanos) : Math.min(headNanos, idleNanos);
    }

    /** The server side of a connection. */
    public DownstreamConnection server(
            Channel channel, HttpConnectionManagerConfig config, boolean secure, StreamFactory factory) {
        HttpTimeouts timeouts = config.timeouts();
        H1ServerOptions options = new H1ServerOptions(
                limits(config.limits()),
                shorter(
                        timeouts.requestHeaders().toNanos(),
                        timeouts.streamIdle().toNanos()),
                timeouts.drain().toNanos(),
                secure);
        H1ServerConnection connection = new H1ServerConnection(loop, options, factory, channel);
        channel.pipeline().addLast(connection);
        return connection;
    }

    /** The client side of a connection. */
    public UpstreamConnection client(Channel channel, ClusterConfig config, UpstreamConnection.Owner owner) {
        H1ClientConnection connection =
                new H1ClientConnection(loop, limits(config.http().limits()), owner, channel);
        channel.pipeline().addLast(connection);
        return connection;
    }
}
