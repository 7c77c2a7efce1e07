// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import io.mainstay.engine.listener.Http2Keepalive;
import io.mainstay.engine.listener.Http2Options;
import io.mainstay.engine.listener.HttpLimits;
import io.mainstay.proxy.overload.Overload;
import io.mainstay.proxy.runtime.Counters;
import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.stream.StreamFactory;
import io.mainstay.proxy.stream.UpstreamConnection;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One event loop with real sockets on loopback, on which tests serve and connect. */
final class H2Bench implements AutoCloseable {
    static final H2Options OPTIONS = options(100, 65_536);

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    /** Large heads may take a quarter of this heap. */
    private static final int HEAP_BYTES = 40_000;

    private final Worker worker = new Worker(
            0,
            group.next(),
            new Counters(1),
            new Random(1),
            InstantSource.system(),
            new Overload(Integer.MAX_VALUE, HEAP_BYTES));

    static H2Options options(int streams, int window) {
        return options(streams, window, Http2Keepalive.NONE);
    }

    static H2Options options(int streams, int window, Http2Keepalive keepalive) {
        return new H2Options(
                streams, window, 1 << 20, 60 * 1024, 100, 4096, true, 1000, keepalive, TimeUnit.SECONDS.toNanos(1));
    }

    Worker worker() {
        return worker;
    }

    /** Serves HTTP/2 with prior knowledge. */
    InetSocketAddress serve(H2Options options, StreamFactory factory) {
        return serve(channel -> new H2ServerConnection(worker, options, factory, channel));
    }

    /** Serves with a codec per connection. */
    InetSocketAddress serve(Function<Channel, ChannelHandler> codec) {
        Channel server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(codec.apply(channel));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        return (InetSocketAddress) server.localAddress();
    }

    /** Connects with HTTP/2. */
    H2ClientConnection connect(InetSocketAddress address, H2Options options, UpstreamConnection.Owner owner) {
        return connect(address, channel -> new H2ClientConnection(worker, options, owner, channel));
    }

    /** Connects with a codec. */
    <C extends ChannelHandler> C connect(InetSocketAddress address, Function<Channel, C> codec) {
        CompletableFuture<C> made = new CompletableFuture<>();
        new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        C handler = codec.apply(channel);
                        channel.pipeline().addLast(handler);
                        made.complete(handler);
                    }
                })
                .connect(address)
                .syncUninterruptibly();
        return made.join();
    }

    /** Runs on the loop and waits for it. */
    void onLoop(Runnable work) {
        worker.loop().submit(work).syncUninterruptibly();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5000);
    }

    /** An owner that does not care. */
    static final class Indifferent implements UpstreamConnection.Owner {
        @Override
        public void onAvailable(UpstreamConnection connection) {}

        @Override
        public void onDraining(UpstreamConnection connection) {}

        @Override
        public void onClosed(UpstreamConnection connection) {}
    }

    static H2Options defaults() {
        return H2Options.of(Http2Options.DEFAULT, HttpLimits.DEFAULT, java.time.Duration.ofSeconds(1));
    }
}
