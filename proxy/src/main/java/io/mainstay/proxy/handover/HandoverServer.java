// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.handover;

import io.mainstay.engine.core.Address;
import io.mainstay.proxy.handover.PredecessorMachine.Effect;
import io.mainstay.proxy.handover.PredecessorMachine.Event;
import io.mainstay.proxy.handover.PredecessorMachine.State;
import io.mainstay.proxy.runtime.Sockets;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits on a Unix socket for the process that is to replace this one. Confined to one event loop; obeys {@link PredecessorMachine}. */
public final class HandoverServer {
    /** What this program speaks; processes of another version do not take over from each other. */
    public static final String VERSION = String.valueOf(HandoverFrames.VERSION);

    private static final Logger LOGGER = LoggerFactory.getLogger(HandoverServer.class);
    private static final Duration EXCHANGE = Duration.ofSeconds(5);
    private static final Duration WARMING = Duration.ofMinutes(2);

    private final EventLoop loop;
    private final String path;
    private final Estate estate;
    private final PredecessorMachine machine;
    private final Map<Long, Peer> peers = new HashMap<>();
    private State state = new State.Serving();
    private List<Holding> listed = List.of();
    private long lastPeer;
    private @Nullable Channel listening;

    /**
     * Listens nowhere yet.
     *
     * @param path       of the Unix socket
     * @param ownUid     the user this process runs as
     * @param generation of this process
     */
    public HandoverServer(EventLoop loop, String path, Estate estate, int ownUid, int generation) {
        this.loop = loop;
        this.path = path;
        this.estate = estate;
        this.machine = new PredecessorMachine(ownUid, generation);
    }

    /** Listens at the path, where no file may be. */
    public CompletionStage<Void> bind() {
        return listening(new EpollServerDomainSocketChannel(), true);
    }

    /** Goes on listening with the socket of the process before. */
    public CompletionStage<Void> adopt(FileDescriptor inherited) {
        return listening(new EpollServerDomainSocketChannel(inherited.intValue(), true), false);
    }

    private CompletionStage<Void> listening(EpollServerDomainSocketChannel channel, boolean bind) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channelFactory(() -> channel)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        accepted.pipeline().addLast(new Peer());
                    }
                });
        ChannelFuture done = bind ? bootstrap.bind(new DomainSocketAddress(path)) : bootstrap.register();
        CompletableFuture<Void> ready = new CompletableFuture<>();
        done.addListener(outcome -> {
            if (outcome.isSuccess()) {
                listening = channel;
                ready.complete(null);
            } else {
                ready.completeExceptionally(outcome.cause());
            }
        });
        return ready;
    }

    private void on(Event event) {
        PredecessorMachine.Step step = machine.on(state, event);
        state = step.next();
        step.effects().forEach(this::obey);
    }

    private void obey(Effect effect) {
        switch (effect) {
            case Effect.Say(long peer, HandoverMessage message) -> with(peer, to -> to.say(message));
            case Effect.Close(long peer) -> with(peer, Peer::finish);
            case Effect.Arm(long peer, PredecessorMachine.Patience patience) ->
                with(peer, of -> of.arm(limit(patience)));
            case Effect.Disarm(long peer) -> with(peer, Peer::disarm);
            case Effect.ListSockets() -> list();
            case Effect.Pass(long peer, int first, int count) ->
                with(peer, to -> pass(to, listed.subList(first, first + count)));
            case Effect.Settled() -> estate.settled();
            case Effect.Stop(boolean admin) -> stop(admin);
            case Effect.Retire() -> {
                LOGGER.info("sockets handed over count={}", listed.size());
                estate.released();
            }
        }
    }

    private static Duration limit(PredecessorMachine.Patience patience) {
        return switch (patience) {
            case EXCHANGE -> EXCHANGE;
            case WARMING -> WARMING;
        };
    }

    private void with(long number, Consumer<Peer> work) {
        Peer peer = peers.get(number);
        if (peer != null) {
            work.accept(peer);
        }
    }

    private void list() {
        var _ = estate.open()
                .whenCompleteAsync(
                        (holdings, failure) -> {
                            List<Holding> all = new ArrayList<>(failure == null ? holdings : List.of());
                            if (listening instanceof UnixChannel own) {
                                all.add(new Holding(
                                        new SocketName(SocketName.Kind.HANDOVER, "", new Address.Pipe(path, 0), 0),
                                        own.fd()));
                            }
                            listed = List.copyOf(all);
                            on(new Event.Listed(
                                    listed.stream().map(Holding::name).toList()));
                        },
                        loop);
    }

    /** A descriptor that was closed meanwhile may be somebody else's by now. */
    private void pass(Peer peer, List<Holding> wanted) {
        if (wanted.stream().allMatch(holding -> holding.descriptor().isOpen())) {
            wanted.forEach(holding -> peer.pass(holding.descriptor()));
        } else {
            on(new Event.Unreadable(peer.number, "a listener was closed meanwhile"));
        }
    }

    private void stop(boolean admin) {
        CompletionStage<Void> own =
                listening == null ? CompletableFuture.completedFuture(null) : Sockets.release(listening);
        listening = null;
        var _ = estate.release(admin)
                .thenCombine(own, (_, _) -> true)
                .whenCompleteAsync((_, _) -> on(new Event.Stopped()), loop);
    }

    /** Whether another process has the sockets now, ready or not. */
    public CompletableFuture<Boolean> handedOn() {
        return CompletableFuture.supplyAsync(
                () -> state instanceof State.Watching
                        || state instanceof State.Releasing
                        || state instanceof State.Over,
                loop);
    }

    /** Ends it; who is connected has to see for itself. The file stays. */
    public void close() {
        loop.execute(() -> {
            if (listening != null) {
                var _ = Sockets.release(listening);
                listening = null;
            }
            List.copyOf(peers.values()).forEach(Peer::finish);
        });
    }

    /** A process that wants to take over. */
    private final class Peer extends SimpleChannelInboundHandler<ByteBuf> {
        private final long number = ++lastPeer;
        private final HandoverFrames frames = new HandoverFrames();
        private @Nullable Channel channel;
        private @Nullable ScheduledFuture<?> timeout;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            channel = ctx.channel();
            peers.put(number, this);
            on(new Event.Connected(number, uid(channel)));
        }

        private static int uid(Channel channel) {
            try {
                return ((EpollDomainSocketChannel) channel).peerCredentials().uid();
            } catch (IOException e) {
                LOGGER.debug("no credentials", e);
                return -1;
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
            frames.add(ByteBufUtil.getBytes(bytes));
            while (true) {
                switch (frames.next()) {
                    case HandoverFrames.Result.Message(HandoverMessage message) -> on(new Event.Said(number, message));
                    case HandoverFrames.Result.Bad(String reason) -> {
                        on(new Event.Unreadable(number, reason));
                        return;
                    }
                    case HandoverFrames.Result.More() -> {
                        return;
                    }
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            disarm();
            on(new Event.Lost(number));
            peers.remove(number);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            LOGGER.debug("hand-over connection failed", cause);
            Sockets.close(ctx.channel());
        }

        void say(HandoverMessage message) {
            if (message instanceof HandoverMessage.Refused(String reason)) {
                LOGGER.warn("sockets are not handed over reason={}", reason);
            }
            if (channel != null) {
                var _ = channel.writeAndFlush(Unpooled.wrappedBuffer(HandoverFrames.write(message)));
            }
        }

        void pass(FileDescriptor descriptor) {
            if (channel != null) {
                channel.writeAndFlush(descriptor).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            }
        }

        void finish() {
            if (channel != null) {
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            }
        }

        void arm(Duration patience) {
            disarm();
            timeout = loop.schedule(() -> on(new Event.Expired(number)), patience.toMillis(), TimeUnit.MILLISECONDS);
        }

        void disarm() {
            if (timeout != null) {
                timeout.cancel(false);
                timeout = null;
            }
        }
    }
}
