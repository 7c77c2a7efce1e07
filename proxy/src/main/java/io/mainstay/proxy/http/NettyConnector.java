// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.core.Address;
import io.mainstay.proxy.filter.TransportSocket;
import io.mainstay.proxy.filter.TransportSockets;
import io.mainstay.proxy.runtime.LoopGroup;
import io.mainstay.proxy.runtime.Sockets;
import io.mainstay.proxy.runtime.TimerWheel;
import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.stream.HttpProtocol;
import io.mainstay.proxy.stream.UpstreamConnection;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Connects with Netty: socket, then transport, then codec, all within the cluster's connect timeout. Confined to its event loop. */
final class NettyConnector implements UpstreamConnector {

    private final Worker worker;
    private final LoopGroup group;
    private final TransportSockets sockets;
    private final Map<HttpProtocol, UpstreamCodec> codecs;

    NettyConnector(Worker worker, LoopGroup group, TransportSockets sockets, Map<HttpProtocol, UpstreamCodec> codecs) {
        this.worker = worker;
        this.group = group;
        this.sockets = sockets;
        this.codecs = codecs;
    }

    @Override
    public void connect(PoolKey key, UpstreamConnection.Owner owner, Result result) {
        ClusterConfig config = key.cluster().config();
        boolean pipe = key.endpoint().socketAddress() instanceof DomainSocketAddress;
        int high = Math.max(config.perConnectionBufferLimitBytes() / 4, 1);
        Bootstrap bootstrap = new Bootstrap()
                .group(worker.loop())
                .channel(pipe ? group.clientPipe() : group.clientChannel())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOCATOR, group.allocator())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .option(ChannelOption.RECVBUF_ALLOCATOR, group.reads())
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(high / 2, high))
                .handler(new Unset());
        if (!pipe) {
            bootstrap.option(ChannelOption.TCP_NODELAY, true);
            bootstrap.option(ChannelOption.SO_KEEPALIVE, config.connection().keepalive());
            config.connection().source().ifPresent(source -> bootstrap.localAddress(address(source)));
        }
        ChannelFuture connected = bootstrap.connect(key.endpoint().socketAddress());
        Attempt attempt = new Attempt(key, owner, result, connected.channel());
        attempt.begin(config.connectTimeout().toNanos());
        connected.addListener(done -> attempt.socketDone(done.cause()));
    }

    private static InetSocketAddress address(Address.Socket source) {
        return new InetSocketAddress(source.host(), source.port());
    }

    /** Holds the pipeline's place until the codec comes. */
    private static final class Unset extends ChannelHandlerAdapter {}

    /** One connection on its way. */
    private final class Attempt extends TimerWheel.Timeout implements TransportSocket.Opened {
        private final PoolKey key;
        private final UpstreamConnection.Owner owner;
        private final Result result;
        private final Channel channel;
        private boolean done;

        Attempt(PoolKey key, UpstreamConnection.Owner owner, Result result, Channel channel) {
            this.key = key;
            this.owner = owner;
            this.result = result;
            this.channel = channel;
        }

        void begin(long timeoutNanos) {
            if (timeoutNanos > 0) {
                worker.timers().arm(this, timeoutNanos);
            }
        }

        void socketDone(@Nullable Throwable cause) {
            if (cause != null) {
                fail(false, reason(cause));
                return;
            }
            ClusterConfig config = key.cluster().config();
            TransportSocket socket = config.tls()
                    .map(tls -> sockets.upstream(tls, key.serverName(), key.callerIdentity()))
                    .orElse(TransportSocket.PLAINTEXT);
            socket.open(channel, this);
        }

        @Override
        public void ready(TransportSocket.TransportInfo info) {
            if (done) {
                return;
            }
            done = true;
            worker.timers().disarm(this);
            UpstreamCodec codec = codecs.get(protocol(info));
            if (codec == null || !channel.isActive()) {
                Sockets.close(channel);
                result.failed(false, "connection_failure");
                return;
            }
            UpstreamConnection connection;
            try {
                connection = codec.attach(channel, key.cluster().config(), owner);
                channel.pipeline().remove(Unset.class);
                channel.config().setAutoRead(true);
            } catch (RuntimeException | OutOfMemoryError e) {
                // A codec begins to write when it is attached, and there may be no memory for it: whoever waits is
                // told.
                Sockets.close(channel);
                result.failed(false, "connection_failure");
                return;
            }
            hand(connection, info);
        }

        /** From here on its owner hears of its end, so an error on the way ends it. */
        private void hand(UpstreamConnection connection, TransportSocket.TransportInfo info) {
            try {
                result.connected(connection, info);
            } catch (RuntimeException | OutOfMemoryError e) {
                Sockets.close(channel);
                throw e;
            }
        }

        private HttpProtocol protocol(TransportSocket.TransportInfo info) {
            return info.alpn().filter("h2"::equals).isPresent() ? HttpProtocol.HTTP_2 : key.protocol();
        }

        @Override
        public void failed(String reason) {
            fail(false, reason);
        }

        @Override
        protected void expired() {
            fail(true, "connection_timeout");
        }

        private void fail(boolean timeout, String reason) {
            if (!done) {
                done = true;
                worker.timers().disarm(this);
                Sockets.close(channel);
                result.failed(timeout, reason);
            }
        }

        /** In Envoy's words: what the system says of the error. */
        private static String reason(Throwable cause) {
            return switch (cause) {
                case NoRouteToHostException _ -> "delayed_connect_error:_No_route_to_host";
                case ConnectException refused
                when String.valueOf(refused.getMessage()).contains("timed out") ->
                    "delayed_connect_error:_Connection_timed_out";
                case ConnectException _ -> "delayed_connect_error:_Connection_refused";
                default -> "connection_failure";
            };
        }
    }
}
