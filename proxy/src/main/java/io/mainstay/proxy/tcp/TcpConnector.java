// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tcp;

import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.proxy.cluster.Cluster;
import io.mainstay.proxy.cluster.Endpoint;
import io.mainstay.proxy.filter.TransportSocket;
import io.mainstay.proxy.filter.TransportSockets;
import io.mainstay.proxy.runtime.LoopGroup;
import io.mainstay.proxy.runtime.Sockets;
import io.mainstay.proxy.runtime.TimerWheel;
import io.mainstay.proxy.runtime.Worker;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Makes plain or TLS connections to endpoints, within the cluster's connect timeout. Confined to its event loop. */
public final class TcpConnector {
    private final Worker worker;
    private final LoopGroup group;
    private final TransportSockets sockets;

    /** A connector for one loop. */
    public TcpConnector(Worker worker, LoopGroup group, TransportSockets sockets) {
        this.worker = worker;
        this.group = group;
        this.sockets = sockets;
    }

    /** How connecting went. */
    interface Result {
        /** There is a connection; its reading is held. */
        void connected(Channel channel);

        /** There is none. */
        void failed(boolean timeout);
    }

    /**
     * Begins to connect.
     *
     * @param caller  on whose behalf, for clusters that present the caller's certificate
     * @param buffers for what is received
     * @param result  called once on this loop, after this returns
     */
    void connect(
            Cluster cluster, Endpoint endpoint, Optional<String> caller, RecvByteBufAllocator buffers, Result result) {
        ClusterConfig config = cluster.config();
        boolean pipe = endpoint.socketAddress() instanceof DomainSocketAddress;
        Bootstrap bootstrap = new Bootstrap()
                .group(worker.loop())
                .channel(pipe ? group.clientPipe() : group.clientChannel())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .option(ChannelOption.RECVBUF_ALLOCATOR, buffers)
                .handler(new Unset());
        if (!pipe) {
            bootstrap.option(ChannelOption.TCP_NODELAY, true);
            bootstrap.option(ChannelOption.SO_KEEPALIVE, config.connection().keepalive());
            config.connection()
                    .source()
                    .ifPresent(source -> bootstrap.localAddress(new InetSocketAddress(source.host(), source.port())));
        }
        ChannelFuture connecting = bootstrap.connect(endpoint.socketAddress());
        Attempt attempt = new Attempt(connecting.channel(), result);
        worker.timers().arm(attempt, config.connectTimeout().toNanos());
        TransportSocket socket =
                config.tls().map(tls -> sockets.upstream(tls, "", caller)).orElse(TransportSocket.PLAINTEXT);
        connecting.addListener(done -> attempt.socketDone(done.isSuccess(), socket));
    }

    /** Holds the pipeline's place until the session takes it. */
    private static final class Unset extends ChannelHandlerAdapter {}

    /** One connection on its way. */
    private final class Attempt extends TimerWheel.Timeout implements TransportSocket.Opened {
        private final Channel channel;
        private final Result result;
        private boolean done;

        Attempt(Channel channel, Result result) {
            this.channel = channel;
            this.result = result;
        }

        void socketDone(boolean success, TransportSocket socket) {
            if (!success) {
                fail(false);
            } else if (!done) {
                socket.open(channel, this);
            }
        }

        @Override
        public void ready(TransportSocket.TransportInfo info) {
            if (!done) {
                done = true;
                worker.timers().disarm(this);
                result.connected(channel);
            }
        }

        @Override
        public void failed(String reason) {
            fail(false);
        }

        @Override
        protected void expired() {
            fail(true);
        }

        private void fail(boolean timeout) {
            if (!done) {
                done = true;
                worker.timers().disarm(this);
                Sockets.close(channel);
                result.failed(timeout);
            }
        }
    }
}
