// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.admin;

import io.mainstay.engine.core.Address;
import io.mainstay.proxy.runtime.LoopGroup;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ServerChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves pages on one or more addresses. Accepts on the first loop, makes pages on a thread of its own. A Unix socket is open to its owner
 * only.
 */
public final class AdminServer implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(AdminServer.class);
    private static final int MAX_REQUEST_BYTES = 64 * 1024;
    private static final int IDLE_SECONDS = 300;

    private final LoopGroup loops;
    private final ExecutorService pageThread = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "admin");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Channel> channels = new ArrayList<>();
    private final List<Path> sockets = new ArrayList<>();

    /** On the first of these loops. */
    public AdminServer(LoopGroup loops) {
        this.loops = loops;
    }

    /**
     * Begins to serve. Start-up only.
     *
     * @return the address bound to, its port resolved; fails when it cannot be bound
     */
    public CompletionStage<Address> bind(Address address, AdminPages pages) {
        var bound = new CompletableFuture<Address>();
        SocketAddress local;
        Class<? extends ServerChannel> type;
        switch (address) {
            case Address.Socket(String host, int port) -> {
                local = new InetSocketAddress(java.net.InetAddress.ofLiteral(host), port);
                type = loops.serverChannel();
            }
            case Address.Pipe pipe -> {
                if (!loops.epoll()) {
                    return CompletableFuture.failedFuture(
                            new IOException("admin on a Unix socket needs epoll; give a TCP address"));
                }
                local = new DomainSocketAddress(pipe.path());
                type = loops.serverPipe();
            }
        }
        try {
            prepare(address);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
        new ServerBootstrap()
                .group(loops.loops().getFirst())
                .channel(type)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS))
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(MAX_REQUEST_BYTES))
                                .addLast(new AdminHandler(pages, pageThread));
                    }
                })
                .bind(local)
                .addListener((io.netty.channel.ChannelFuture done) -> {
                    if (!done.isSuccess()) {
                        bound.completeExceptionally(done.cause());
                        return;
                    }
                    pageThread.execute(() -> finish(address, done.channel(), bound));
                });
        return bound;
    }

    /** A socket left behind by a process that is gone would refuse the bind. */
    private static void prepare(Address address) throws IOException {
        if (address instanceof Address.Pipe pipe && !isAbstract(pipe)) {
            Files.deleteIfExists(Path.of(pipe.path()));
        }
    }

    private static boolean isAbstract(Address.Pipe pipe) {
        return pipe.path().startsWith("@");
    }

    private void finish(Address address, Channel channel, CompletableFuture<Address> bound) {
        channels.add(channel);
        try {
            if (address instanceof Address.Pipe pipe && !isAbstract(pipe)) {
                Path path = Path.of(pipe.path());
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
                sockets.add(path);
            }
        } catch (IOException e) {
            var _ = channel.close();
            bound.completeExceptionally(e);
            return;
        }
        bound.complete(
                channel.localAddress() instanceof InetSocketAddress inet
                        ? new Address.Socket(inet.getAddress().getHostAddress(), inet.getPort())
                        : address);
    }

    @Override
    public void close() {
        pageThread.execute(() -> {
            for (Channel channel : channels) {
                var _ = channel.close();
            }
            for (Path socket : sockets) {
                try {
                    Files.deleteIfExists(socket);
                } catch (IOException e) {
                    LOGGER.atDebug().addKeyValue("path", socket).setCause(e).log("admin socket stays behind");
                }
            }
        });
        pageThread.shutdown();
    }
}
