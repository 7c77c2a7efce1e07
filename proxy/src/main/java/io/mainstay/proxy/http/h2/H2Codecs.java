// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.listener.HttpConnectionManagerConfig;
import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.stream.DownstreamConnection;
import io.mainstay.proxy.stream.StreamFactory;
import io.mainstay.proxy.stream.UpstreamConnection;
import io.netty.channel.Channel;
import java.time.Duration;

/** Puts HTTP/2 on connections of one event loop. Confined to it. */
public final class H2Codecs {
    private final Worker worker;

    /** For this loop. */
    public H2Codecs(Worker worker) {
        this.worker = worker;
    }

    /** The server side of a connection. The scheme of requests is as they say, whether or not the transport is secure. */
    public DownstreamConnection server(
            Channel channel, HttpConnectionManagerConfig config, boolean secure, StreamFactory factory) {
        H2Options options =
                H2Options.of(config.http2(), config.limits(), config.timeouts().drain());
        H2ServerConnection connection = new H2ServerConnection(worker, options, factory, channel);
        channel.pipeline().addLast(connection);
        return connection;
    }

    /** The client side of a connection. */
    public UpstreamConnection client(Channel channel, ClusterConfig config, UpstreamConnection.Owner owner) {
        H2Options options = H2Options.of(config.http().http2(), config.http().limits(), Duration.ZERO);
        H2ClientConnection connection = new H2ClientConnection(worker, options, owner, channel);
        channel.pipeline().addLast(connection);
        return connection;
    }
}
