// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.listener;

import io.mainstay.engine.core.Address;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.proxy.runtime.LoopGroup;
import io.mainstay.proxy.runtime.Worker;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A listener that is bound: its sockets, one per loop where the system allows, and its current version on each loop. Config thread, but for what its loops read. */
final class ActiveListener {

    private final boolean sharesBusyPort;
    private final LoopGroup group;
    private final List<Worker> workers;
    private final AtomicLong ids;
    private final AtomicReferenceArray<ListenerOnLoop> current;
    private final List<Channel> sockets = new ArrayList<>();
    private ListenerPlan plan;

    ActiveListener(LoopGroup group, List<Worker> workers, AtomicLong ids, ListenerPlan plan, boolean sharesBusyPort) {
        this.sharesBusyPort = sharesBusyPort;
        this.group = group;
        this.workers = workers;
        this.ids = ids;
        this.plan = plan;
        this.current = new AtomicReferenceArray<>(workers.size());
    }

    ListenerConfig config() {
        return plan.config();
    }

    /** Makes this version the one connections are accepted under; what was accepted under the one before drains. Completes when all loops have it. */
    CompletableFuture<Void> install(ListenerPlan next) {
        plan = next;
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < workers.size(); i++) {
            Worker worker = workers.get(i);
            int index = i;
            all.add(CompletableFuture.runAsync(
                    () -> {
                        ListenerOnLoop before = current.getAndSet(index, new ListenerOnLoop(worker, next, ids));
                        if (before != null) {
                            before.drain();
                        }
                    },
                    worker.loop()));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
    }

    private ListenerOnLoop on(int loop) {
        return current.get(loop);
    }

    /** Binds the sockets. Completes exceptionally, with everything closed again, when one cannot be bound. */
    CompletableFuture<Void> bind() {
        List<Address> addresses = new ArrayList<>();
        addresses.add(config().address());
        addresses.addAll(config().additionalAddresses());
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (Address address : addresses) {
            all.add(bind(address));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<?> bind(Address address) {
        boolean perLoop =
                address instanceof Address.Socket && group.epoll() && config().reusePort() && workers.size() > 1;
        if (!perLoop) {
            return bindOne(address, 0, false);
        }
        Address.Socket socket = (Address.Socket) address;
        @Nullable IOException taken = sharesBusyPort ? null : taken(socket);
        if (taken != null) {
            return CompletableFuture.failedFuture(taken);
        }
        return bindOne(address, 0, true).thenCompose(first -> {
            Address bound = new Address.Socket(socket.host(), ((InetSocketAddress) first.localAddress()).getPort());
            List<CompletableFuture<?>> rest = new ArrayList<>();
            for (int i = 1; i < workers.size(); i++) {
                rest.add(bindOne(bound, i, true));
            }
            return CompletableFuture.allOf(rest.toArray(CompletableFuture<?>[]::new));
        });
    }

    /** With {@code SO_REUSEPORT} a port in use by a process that sets it too would be shared in silence: ask once without. */
    private static @Nullable IOException taken(Address.Socket address) {
        if (address.port() == 0) {
            return null;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.ofLiteral(address.host()), address.port()));
            return null;
        } catch (BindException e) {
            return e;
        } catch (IOException e) {
            return null;
        }
    }

    private CompletableFuture<Channel> bindOne(Address address, int loop, boolean reusePort) {
        List<EventLoop> loops = group.loops();
        boolean pipe = address instanceof Address.Pipe;
        int high = Math.max(config().perConnectionBufferLimitBytes() / 4, 1);
        List<java.util.function.Supplier<ListenerOnLoop>> byLoop = new ArrayList<>();
        for (int i = 0; i < workers.size(); i++) {
            int index = i;
            byLoop.add(() -> on(index));
        }
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.get(loop), reusePort ? loops.get(loop) : group.netty())
                .channel(pipe ? group.serverPipe() : group.serverChannel())
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOCATOR, group.allocator())
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, group.reads())
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(high / 2, high))
                .childHandler(new AcceptPoint(loops, byLoop));
        if (config().tcpBacklogSize() > 0) {
            bootstrap.option(ChannelOption.SO_BACKLOG, config().tcpBacklogSize());
        }
        if (!pipe) {
            bootstrap.option(ChannelOption.SO_REUSEADDR, true);
            bootstrap.childOption(ChannelOption.TCP_NODELAY, true);
        }
        if (reusePort) {
            bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
        }
        CompletableFuture<Channel> bound = new CompletableFuture<>();
        ChannelFuture binding =
                switch (address) {
                    case Address.Socket(String host, int port) ->
                        bootstrap.bind(new InetSocketAddress(InetAddress.ofLiteral(host), port));
                    case Address.Pipe(String path, int mode) -> bootstrap.bind(new DomainSocketAddress(path));
                };
        binding.addListener(done -> {
            if (done.isSuccess()) {
                bound.complete(binding.channel());
            } else {
                bound.completeExceptionally(done.cause());
            }
        });
        return bound.thenApply(channel -> {
            remember(channel);
            return channel;
        });
    }

    private void remember(Channel socket) {
        sockets.add(socket);
    }

    /** Where it is bound, ports resolved. */
    List<Address> addresses() {
        List<Address> all = new ArrayList<>();
        for (Channel socket : sockets) {
            Address address = socket.localAddress() instanceof InetSocketAddress inet
                    ? new Address.Socket(inet.getAddress().getHostAddress(), inet.getPort())
                    : config().address();
            if (!all.contains(address)) {
                all.add(address);
            }
        }
        return all;
    }

    List<Channel> sockets() {
        return List.copyOf(sockets);
    }

    /** Stops accepting. */
    void closeSockets() {
        for (Channel socket : sockets) {
            var _ = socket.close();
        }
        sockets.clear();
    }

    /** Lets open connections come to their end. */
    void drain() {
        onLoops(ListenerOnLoop::drain);
    }

    /** Ends open connections. */
    void closeConnections() {
        onLoops(ListenerOnLoop::closeAll);
    }

    private void onLoops(java.util.function.Consumer<ListenerOnLoop> work) {
        for (int i = 0; i < workers.size(); i++) {
            int index = i;
            workers.get(i).loop().execute(() -> {
                ListenerOnLoop here = current.get(index);
                if (here != null) {
                    work.accept(here);
                }
            });
        }
    }

    /** How many connections are open under the current version. */
    CompletableFuture<Integer> connections() {
        CompletableFuture<Integer> sum = CompletableFuture.completedFuture(0);
        for (int i = 0; i < workers.size(); i++) {
            int index = i;
            CompletableFuture<Integer> here = CompletableFuture.supplyAsync(
                    () -> {
                        ListenerOnLoop listener = current.get(index);
                        return listener == null ? 0 : listener.connections();
                    },
                    workers.get(i).loop());
            sum = sum.thenCombine(here, Integer::sum);
        }
        return sum;
    }
}
