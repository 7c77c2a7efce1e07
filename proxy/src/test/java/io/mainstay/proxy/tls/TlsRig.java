// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.mainstay.engine.tls.DownstreamTls;
import io.mainstay.engine.tls.UpstreamTls;
import io.mainstay.proxy.filter.TransportSocket;
import io.mainstay.proxy.filter.TransportSocket.TransportInfo;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Sockets of both legs on loopback: the server echoes, each end tells how opening went. */
final class TlsRig implements AutoCloseable {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BlockingQueue<Outcome> serverOutcomes = new LinkedBlockingQueue<>();
    final SecretStore serverSecrets = new SecretStore(reference -> {});
    final SecretStore clientSecrets = new SecretStore(reference -> {});
    final TlsSockets server;
    final TlsSockets client;

    TlsRig(SslProvider provider, InstantSource clock) {
        server = new TlsSockets(serverSecrets, provider, clock, new SecureRandom());
        client = new TlsSockets(clientSecrets, provider, clock, new SecureRandom());
    }

    /** How opening went. */
    sealed interface Outcome {
        record Ready(TransportInfo info, Optional<TlsPeer> peer) implements Outcome {}

        record Failed(String reason) implements Outcome {}
    }

    /** A client's end. */
    record Call(Channel channel, BlockingQueue<Outcome> outcomes, BlockingQueue<String> received) {
        Outcome outcome() {
            return take(outcomes);
        }

        TransportInfo ready() {
            return TlsRig.ready(outcome());
        }

        String echo(String text) {
            var _ = channel.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
            return take(received);
        }

        void awaitClosed() {
            var _ = channel.closeFuture().awaitUninterruptibly(10, TimeUnit.SECONDS);
            if (channel.isOpen()) {
                throw new AssertionError("still open");
            }
        }
    }

    int listen(DownstreamTls tls) {
        return listen(server.downstream(tls));
    }

    int listen(TransportSocket socket) {
        Channel bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        // As in a listener: the socket is opened when the channel is active.
                        channel.eventLoop().execute(() -> open(socket, channel, serverOutcomes, new Echo()));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        return ((InetSocketAddress) bound.localAddress()).getPort();
    }

    Call connect(int port, UpstreamTls tls, Optional<String> caller) {
        TransportSocket socket = client.upstream(tls, "", caller);
        BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        Channel channel = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelActive(ChannelHandlerContext context) {
                        open(socket, context.channel(), outcomes, new Collect(received));
                    }
                })
                .connect(InetAddress.getLoopbackAddress(), port)
                .channel();
        return new Call(channel, outcomes, received);
    }

    Outcome serverOutcome() {
        return take(serverOutcomes);
    }

    TransportInfo serverReady() {
        return ready(serverOutcome());
    }

    String serverFailed() {
        Outcome outcome = serverOutcome();
        if (outcome instanceof Outcome.Failed failed) {
            return failed.reason();
        }
        throw new AssertionError("expected a refusal, was " + outcome);
    }

    private static TransportInfo ready(Outcome outcome) {
        if (outcome instanceof Outcome.Ready ready) {
            return ready.info();
        }
        throw new AssertionError("expected a handshake, was " + outcome);
    }

    private static <T> T take(BlockingQueue<T> queue) {
        try {
            T taken = queue.poll(10, TimeUnit.SECONDS);
            if (taken == null) {
                throw new AssertionError("nothing within 10 s");
            }
            return taken;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void open(
            TransportSocket socket,
            Channel channel,
            BlockingQueue<Outcome> outcomes,
            ChannelInboundHandlerAdapter application) {
        socket.open(channel, new TransportSocket.Opened() {
            @Override
            public void ready(TransportInfo info) {
                channel.pipeline().addLast(application);
                channel.config().setAutoRead(true);
                outcomes.add(new Outcome.Ready(info, TlsPeer.of(channel)));
            }

            @Override
            public void failed(String reason) {
                outcomes.add(new Outcome.Failed(reason));
            }
        });
    }

    @Override
    public void close() {
        var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var _ = context.writeAndFlush(message);
        }
    }

    private static final class Collect extends ChannelInboundHandlerAdapter {
        private final BlockingQueue<String> received;

        Collect(BlockingQueue<String> received) {
            this.received = received;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf buffer = (ByteBuf) message;
            received.add(buffer.toString(StandardCharsets.US_ASCII));
            buffer.release();
        }
    }
}
