// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.admin;

import io.mainstay.engine.core.Address;
import io.mainstay.proxy.handover.Holding;
import io.mainstay.proxy.handover.SocketName;
import io.mainstay.proxy.runtime.LoopGroup;
import io.mainstay.proxy.runtime.Sockets;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
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
    private final List<Open> channels = new ArrayList<>();
    private final List<Path> sockets = new ArrayList<>();

    /** A socket in use. */
    private record Open(Address address, Channel channel, boolean adopted) {}

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
        finish(address, bootstrap(pages).channel(type).bind(local), bound, false);
        return bound;
    }

    /**
     * Takes the socket of the process before, which goes on answering there until {@link #accept}. Start-up only.
     *
     * @return the address it is bound to
     */
    public CompletionStage<Address> adopt(Address address, FileDescriptor inherited, AdminPages pages) {
        var bound = new CompletableFuture<Address>();
        ServerBootstrap bootstrap = bootstrap(pages)
                .option(ChannelOption.AUTO_READ, false)
                .channelFactory(() -> switch (address) {
                    case Address.Socket _ -> loops.inheritedServer(inherited);
                    case Address.Pipe _ -> loops.inheritedPipe(inherited);
                });
        finish(address, bootstrap.register(), bound, true);
        return bound;
    }

    /** Begins to answer on an adopted socket. */
    public void accept() {
        pageThread.execute(() -> channels.stream().filter(Open::adopted).forEach(one -> {
            one.channel().config().setAutoRead(true);
            own(one.address());
        }));
    }

    /** The sockets, for another process. */
    public CompletableFuture<List<Holding>> holdings() {
        return CompletableFuture.supplyAsync(
                () -> channels.stream()
                        .filter(one -> one.channel() instanceof UnixChannel)
                        .map(one -> new Holding(
                                new SocketName(SocketName.Kind.ADMIN, "", one.address(), 0),
                                ((UnixChannel) one.channel()).fd()))
                        .toList(),
                pageThread);
    }

    /** Leaves the sockets to another process that has them too. Completes when nothing is accepted any more. */
    public CompletableFuture<Void> release() {
        CompletableFuture<Void> released = new CompletableFuture<>();
        pageThread.execute(() -> {
            CompletableFuture<?>[] all = channels.stream()
                    .map(one -> Sockets.release(one.channel()).toCompletableFuture())
                    .toArray(CompletableFuture<?>[]::new);
            channels.clear();
            sockets.clear();
            var _ = CompletableFuture.allOf(all).whenComplete((_, _) -> released.complete(null));
        });
        return released;
    }

    private ServerBootstrap bootstrap(AdminPages pages) {
        return new ServerBootstrap().group(loops.loops().getFirst()).childHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS))
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(MAX_REQUEST_BYTES))
                        .addLast(new AdminHandler(pages, pageThread));
            }
        });
    }

    private void finish(Address address, ChannelFuture opening, CompletableFuture<Address> bound, boolean adopted) {
        opening.addListener(done -> {
            if (done.isSuccess()) {
                pageThread.execute(() -> finish(new Open(address, opening.channel(), adopted), bound));
            } else {
                bound.completeExceptionally(done.cause());
            }
        });
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

    private void finish(Open one, CompletableFuture<Address> bound) {
        channels.add(one);
        try {
            if (!one.adopted() && one.address() instanceof Address.Pipe pipe && !isAbstract(pipe)) {
                Files.setPosixFilePermissions(Path.of(pipe.path()), PosixFilePermissions.fromString("rw-------"));
                own(pipe);
            }
        } catch (IOException e) {
            Sockets.close(one.channel());
            bound.completeExceptionally(e);
            return;
        }
        bound.complete(
                one.channel().localAddress() instanceof InetSocketAddress inet
                        ? new Address.Socket(inet.getAddress().getHostAddress(), inet.getPort())
                        : one.address());
    }

    /** A file that is deleted in the end: not before another process has done with it. */
    private void own(Address address) {
        if (address instanceof Address.Pipe pipe && !isAbstract(pipe)) {
            sockets.add(Path.of(pipe.path()));
        }
    }

    @Override
    public void close() {
        pageThread.execute(() -> {
            for (Open one : channels) {
                Sockets.close(one.channel());
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
