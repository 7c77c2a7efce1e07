// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.listener;

import io.mainstay.engine.core.Address;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.proxy.handover.Holding;
import io.mainstay.proxy.handover.Inheritance;
import io.mainstay.proxy.handover.SocketName;
import io.mainstay.proxy.runtime.LoopGroup;
import io.mainstay.proxy.runtime.Sockets;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of one listener, per address one for each loop where the system allows. They are bound, or were bound by the process before, and then there may be
 * more of them than loops, or fewer: the surplus is accepted from as well, because connections wait in each; what is missing is bound when accepting begins. Config
 * thread only.
 */
final class ListenSockets {
    private static final Logger LOGGER = LoggerFactory.getLogger(ListenSockets.class);

    private final LoopGroup group;
    private ListenerConfig config;
    private final ChannelHandler entrance;
    private final Executor configThread;
    private final List<Bound> bound = new ArrayList<>();
    private boolean accepting;

    /**
     * A socket in use.
     *
     * @param address as configured
     * @param index   among the sockets of this address
     * @param shared  whether there can be others for the same address
     */
    private record Bound(Address address, int index, Channel channel, boolean shared) {}

    /**
     * Nothing bound yet.
     *
     * @param entrance what accepted connections meet first
     */
    ListenSockets(LoopGroup group, ListenerConfig config, ChannelHandler entrance, Executor configThread) {
        this.group = group;
        this.config = config;
        this.entrance = entrance;
        this.configThread = configThread;
    }

    /**
     * Takes what is inherited or reserved and binds the rest. Completes exceptionally when an address cannot be bound.
     *
     * @param accepts false: connections wait until {@link #accept}
     */
    CompletableFuture<Void> open(Inheritance inherited, Reservation reserved, boolean accepts) {
        accepting = accepts;
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (Address address : addresses(config)) {
            all = all.thenComposeAsync(_ -> open(address, inherited, reserved), configThread);
        }
        return all;
    }

    /** Everything a listener wants to bind, in order. */
    static List<Address> addresses(ListenerConfig config) {
        List<Address> addresses = new ArrayList<>();
        addresses.add(config.address());
        addresses.addAll(config.additionalAddresses());
        return addresses;
    }

    /** Whether there can be several sockets for an address. */
    static boolean shares(ListenerConfig config, Address address, LoopGroup group) {
        return address instanceof Address.Socket && group.epoll() && config.reusePort();
    }

    private CompletableFuture<Void> open(Address address, Inheritance inherited, Reservation reserved) {
        List<FileDescriptor> descriptors = inherited.claim(SocketName.Kind.LISTENER, config.name(), address);
        if (!descriptors.isEmpty()) {
            return adopt(address, descriptors);
        }
        boolean shared = shares(config, address, group);
        CompletableFuture<Void> first;
        Optional<FileDescriptor> own = reserved.take(address);
        if (own.isEmpty() && group.epoll()) {
            try {
                if (shared && address instanceof Address.Socket socket && !inherited.hasPort(socket.port())) {
                    Reservation.refuseTaken(socket);
                }
                reserved.bind(address, shared);
            } catch (IOException e) {
                reserved.close();
                return CompletableFuture.failedFuture(e);
            }
            own = reserved.take(address);
        }
        first = own.isPresent() ? adopt(address, List.of(own.get())) : bind(new Place(address, address, 0, false));
        return shared ? first.thenComposeAsync(_ -> bindMissing(address, 1), configThread) : first;
    }

    private CompletableFuture<Void> adopt(Address address, List<FileDescriptor> descriptors) {
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (int i = 0; i < descriptors.size(); i++) {
            int index = i;
            FileDescriptor descriptor = descriptors.get(i);
            all = all.thenComposeAsync(_ -> adopt(address, index, descriptor), configThread);
        }
        return all;
    }

    private CompletableFuture<Void> adopt(Address address, int index, FileDescriptor descriptor) {
        Socket socket = new Socket(descriptor.intValue());
        boolean shared;
        try {
            shared = address instanceof Address.Socket && config.reusePort() && socket.isReusePort();
            socket.listen(backlog(config));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
        Place place = new Place(address, address, index, shared);
        ServerBootstrap bootstrap = bootstrap(place).channelFactory(() -> switch (address) {
            case Address.Socket _ -> group.inheritedServer(descriptor);
            case Address.Pipe _ -> group.inheritedPipe(descriptor);
        });
        return remembered(place, bootstrap.register());
    }

    /** The sockets of an address that is shared, for the loops that have none. */
    private CompletableFuture<Void> bindMissing(Address address, int from) {
        Address where = resolved(address);
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (int i = from; i < group.size(); i++) {
            int index = i;
            all = all.thenComposeAsync(_ -> bind(new Place(address, where, index, true)), configThread);
        }
        return all;
    }

    private Address resolved(Address address) {
        return bound.stream()
                .filter(one -> one.address().equals(address))
                .findFirst()
                .map(this::resolved)
                .orElse(address);
    }

    private Address resolved(Bound one) {
        return one.channel().localAddress() instanceof InetSocketAddress inet
                ? new Address.Socket(inet.getAddress().getHostAddress(), inet.getPort())
                : one.address();
    }

    /**
     * A socket to be.
     *
     * @param address as configured
     * @param where   to bind, the port known
     */
    private record Place(Address address, Address where, int index, boolean shared) {}

    private ServerBootstrap bootstrap(Place place) {
        EventLoop own = group.loops().get(place.index() % group.size());
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(own, place.shared() ? own : group.netty())
                .option(ChannelOption.AUTO_READ, accepting)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOCATOR, group.allocator())
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, group.reads())
                .childHandler(entrance);
        if (place.address() instanceof Address.Socket) {
            bootstrap.childOption(ChannelOption.TCP_NODELAY, true);
        }
        return bootstrap;
    }

    private CompletableFuture<Void> bind(Place place) {
        boolean pipe = place.where() instanceof Address.Pipe;
        ServerBootstrap bootstrap = bootstrap(place).channel(pipe ? group.serverPipe() : group.serverChannel());
        if (config.tcpBacklogSize() > 0) {
            bootstrap.option(ChannelOption.SO_BACKLOG, config.tcpBacklogSize());
        }
        if (!pipe) {
            bootstrap.option(ChannelOption.SO_REUSEADDR, true);
        }
        if (place.shared()) {
            bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
        }
        return remembered(
                place,
                switch (place.where()) {
                    case Address.Socket(String host, int port) ->
                        bootstrap.bind(new InetSocketAddress(InetAddress.ofLiteral(host), port));
                    case Address.Pipe(String path, int _) -> bootstrap.bind(new DomainSocketAddress(path));
                });
    }

    private CompletableFuture<Void> remembered(Place place, ChannelFuture opening) {
        CompletableFuture<Channel> opened = new CompletableFuture<>();
        opening.addListener(done -> {
            if (done.isSuccess()) {
                opened.complete(opening.channel());
            } else {
                opened.completeExceptionally(done.cause());
            }
        });
        return opened.thenAcceptAsync(
                channel -> bound.add(new Bound(place.address(), place.index(), channel, place.shared())), configThread);
    }

    /** Begins to accept, with sockets for loops that had none. */
    CompletableFuture<Void> accept() {
        if (accepting) {
            return CompletableFuture.completedFuture(null);
        }
        accepting = true;
        bound.forEach(one -> one.channel().config().setAutoRead(true));
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (Address address : bound.stream()
                .filter(Bound::shared)
                .map(Bound::address)
                .distinct()
                .toList()) {
            int have = (int)
                    bound.stream().filter(one -> one.address().equals(address)).count();
            all = all.thenComposeAsync(_ -> bindMissing(address, have), configThread)
                    .exceptionally(failure -> {
                        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                        LOGGER.warn(
                                "a loop has no socket of its own listener={} address={} reason={}",
                                config.name(),
                                address,
                                String.valueOf(cause));
                        return null;
                    });
        }
        return all;
    }

    /** A version with the same addresses: its queues are as long as it says. */
    void reconfigure(ListenerConfig next) {
        if (next.tcpBacklogSize() != config.tcpBacklogSize()) {
            for (Bound one : bound) {
                try {
                    if (one.channel() instanceof UnixChannel unix) {
                        new Socket(unix.fd().intValue()).listen(backlog(next));
                    }
                } catch (IOException e) {
                    LOGGER.warn("tcp_backlog_size has no effect listener={} reason={}", next.name(), String.valueOf(e));
                }
            }
        }
        config = next;
    }

    private static int backlog(ListenerConfig config) {
        return config.tcpBacklogSize() > 0 ? config.tcpBacklogSize() : NetUtil.SOMAXCONN;
    }

    /** Where it is bound, ports resolved. */
    List<Address> addresses() {
        return bound.stream().map(this::resolved).distinct().toList();
    }

    /** For another process. */
    List<Holding> holdings() {
        return bound.stream()
                .filter(one -> one.channel() instanceof UnixChannel)
                .map(one -> new Holding(
                        new SocketName(SocketName.Kind.LISTENER, config.name(), one.address(), one.index()),
                        ((UnixChannel) one.channel()).fd()))
                .toList();
    }

    /** Leaves the sockets to the process that has them too. Completes when no loop accepts. */
    CompletableFuture<Void> release() {
        CompletableFuture<?>[] all = bound.stream()
                .map(one -> Sockets.release(one.channel()).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        bound.clear();
        return CompletableFuture.allOf(all);
    }

    /** Stops accepting, and serves what waits in a queue unless it is another process's. Completes when the addresses are free. */
    CompletableFuture<Void> close() {
        int mostWaiting = accepting ? backlog(config) : 0;
        CompletableFuture<?>[] all =
                bound.stream().map(one -> close(one, mostWaiting)).toArray(CompletableFuture<?>[]::new);
        bound.clear();
        return CompletableFuture.allOf(all);
    }

    private static CompletableFuture<Void> close(Bound one, int mostWaiting) {
        Channel channel = one.channel();
        if (!(channel instanceof UnixChannel)) {
            return closed(channel);
        }
        Runnable last = () -> new AcceptQueue(channel).empty(mostWaiting);
        if (one.address() instanceof Address.Socket) {
            return Sockets.release(channel, last).toCompletableFuture();
        }
        return CompletableFuture.runAsync(last, channel.eventLoop()).thenCompose(_ -> closed(channel));
    }

    private static CompletableFuture<Void> closed(Channel channel) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        channel.close().addListener(_ -> closed.complete(null));
        return closed;
    }
}
