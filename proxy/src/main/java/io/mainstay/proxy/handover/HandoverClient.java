// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.handover;

import io.mainstay.proxy.handover.HandoverMessage.Offer;
import io.mainstay.proxy.handover.SuccessorMachine.Effect;
import io.mainstay.proxy.handover.SuccessorMachine.Event;
import io.mainstay.proxy.handover.SuccessorMachine.State;
import io.mainstay.proxy.runtime.Sockets;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the listening sockets of the process before. Confined to one event loop; obeys {@link SuccessorMachine}. */
public final class HandoverClient {
    private static final Logger LOGGER = LoggerFactory.getLogger(HandoverClient.class);
    private static final Duration EXCHANGE = Duration.ofSeconds(5);

    private final EventLoop loop;
    private final String path;
    private final SuccessorMachine machine;
    private final List<FileDescriptor> descriptors = new ArrayList<>();
    private final CompletableFuture<Inheritance> inheritance = new CompletableFuture<>();
    private final CompletableFuture<Void> free = new CompletableFuture<>();
    private State state = new State.Connecting();
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> timeout;

    /**
     * Not connected yet.
     *
     * @param path   of the Unix socket
     * @param ownUid the user this process runs as
     * @param pid    of this process
     */
    public HandoverClient(EventLoop loop, String path, int ownUid, int pid) {
        this.loop = loop;
        this.path = path;
        this.machine = new SuccessorMachine(ownUid, pid);
    }

    /** What the process before listens on. Fails with an {@link IOException}; with a {@link java.net.ConnectException} when there is no such process. */
    public CompletableFuture<Inheritance> take() {
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(EpollDomainSocketChannel.class)
                .handler(new Reader())
                .connect(new DomainSocketAddress(path));
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                inheritance.completeExceptionally(done.cause());
            }
        });
        return inheritance;
    }

    /**
     * Says that this process serves, at the other's admin address too if so said. Completes when the other accepts nothing any more; fails when it wants to go
     * on.
     */
    public CompletableFuture<Void> serves(boolean admin) {
        loop.execute(() -> on(new Event.Serves(admin)));
        return free;
    }

    /** Gives up: the other process goes on. */
    public void close() {
        loop.execute(() -> {
            if (channel != null) {
                Sockets.close(channel);
            }
        });
    }

    private void on(Event event) {
        SuccessorMachine.Step step = machine.on(state, event);
        state = step.next();
        step.effects().forEach(this::obey);
    }

    private void obey(Effect effect) {
        switch (effect) {
            case Effect.Say(HandoverMessage message) -> say(message);
            // Not from within a read, which would go on in the old mode.
            case Effect.Expect(HandoverMessage.Take take) ->
                loop.execute(() -> {
                    mode(DomainSocketReadMode.FILE_DESCRIPTORS);
                    say(take);
                });
            case Effect.Listen() -> loop.execute(() -> mode(DomainSocketReadMode.BYTES));
            case Effect.Arm() -> arm();
            case Effect.Disarm() -> disarm();
            case Effect.Close() -> close();
            case Effect.Complete(Offer offer) -> complete(offer);
            case Effect.Free(String reason) -> {
                if (!reason.isEmpty()) {
                    LOGGER.warn("the process before did not say that it stopped accepting reason={}", reason);
                }
                free.complete(null);
            }
            case Effect.Fail(String reason) -> fail(reason);
        }
    }

    private void complete(Offer offer) {
        List<Holding> received = new ArrayList<>();
        for (int i = 0; i < descriptors.size(); i++) {
            received.add(new Holding(offer.sockets().get(i), descriptors.get(i)));
        }
        inheritance.complete(new Inheritance(offer.generation(), received));
    }

    private void fail(String reason) {
        IOException failure = new IOException("no hand-over from the process at " + path + ": " + reason);
        if (inheritance.completeExceptionally(failure)) {
            descriptors.forEach(Inheritance::close);
        }
        free.completeExceptionally(failure);
    }

    private void say(HandoverMessage message) {
        if (channel != null) {
            var _ = channel.writeAndFlush(Unpooled.wrappedBuffer(HandoverFrames.write(message)));
        }
    }

    private void mode(DomainSocketReadMode mode) {
        if (channel instanceof EpollDomainSocketChannel pipe) {
            pipe.config().setReadMode(mode);
        }
    }

    private void arm() {
        disarm();
        timeout = loop.schedule(() -> on(new Event.Expired()), EXCHANGE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void disarm() {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
    }

    /** The other process's words and descriptors. */
    private final class Reader extends ChannelInboundHandlerAdapter {
        private final HandoverFrames frames = new HandoverFrames();

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            channel = ctx.channel();
            int uid = -1;
            try {
                uid = ((EpollDomainSocketChannel) ctx.channel())
                        .peerCredentials()
                        .uid();
            } catch (IOException e) {
                LOGGER.debug("no credentials", e);
            }
            on(new Event.Connected(uid));
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof FileDescriptor descriptor) {
                descriptors.add(descriptor);
                on(new Event.Received());
                return;
            }
            try {
                frames.add(ByteBufUtil.getBytes((ByteBuf) message));
            } finally {
                ReferenceCountUtil.release(message);
            }
            while (true) {
                switch (frames.next()) {
                    case HandoverFrames.Result.Message(HandoverMessage said) -> on(new Event.Said(said));
                    case HandoverFrames.Result.Bad(String reason) -> {
                        on(new Event.Unreadable(reason));
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
            on(new Event.Lost());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            LOGGER.debug("hand-over connection failed", cause);
            Sockets.close(ctx.channel());
        }
    }
}
