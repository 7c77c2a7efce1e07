// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tcp;

import io.mainstay.proxy.runtime.Sockets;
import io.mainstay.proxy.runtime.TimerWheel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Joins two connections: bytes, pressure and ends pass from each to the other. Confined to its event loop.
 *
 * <p>Pressure: while one side cannot be written, the other is not read. Ends: when one side has sent its last byte, the other's output is shut after
 * what was written; when both have, both are closed. Before there is a second connection, what the first sends is kept, one burst of reads at
 * most.
 */
final class Splice {
    /** Told when it is over. */
    interface Owner {
        /**
         * Both connections are closed or about to be.
         *
         * @param byDownstream which side ended it
         * @param broken       whether a side vanished before both had ended
         */
        void onSpliceEnd(boolean byDownstream, boolean broken);
    }

    private static final WriteBufferWaterMark NORMAL = new WriteBufferWaterMark(32 * 1024, 64 * 1024);
    private static final WriteBufferWaterMark BULK = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

    private final TimerWheel timers;
    private final Owner owner;
    private final Half down;
    private final Half up;
    private long lastActiveNanos;
    private boolean over;

    Splice(Channel downstream, TimerWheel timers, Owner owner) {
        this.timers = timers;
        this.owner = owner;
        this.lastActiveNanos = timers.nanoTime();
        this.down = new Half(true);
        this.up = new Half(false);
        down.channel = downstream;
        down.other = up;
        up.other = down;
    }

    /** One side: reads from its channel, writes to the other's. */
    private final class Half extends ChannelInboundHandlerAdapter {
        private final boolean isDownstream;
        private final ArrayDeque<ByteBuf> early = new ArrayDeque<>();
        private @Nullable Channel channel;
        private @Nullable Half other;
        private long received;
        private boolean inputEnded;
        private boolean outputShut;

        Half(boolean isDownstream) {
            this.isDownstream = isDownstream;
        }

        private Channel channel() {
            Channel known = channel;
            if (known == null) {
                throw new IllegalStateException("not connected");
            }
            return known;
        }

        private Half other() {
            Half known = other;
            if (known == null) {
                throw new IllegalStateException("half a splice");
            }
            return known;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (!(message instanceof ByteBuf data) || over || inputEnded) {
                ReferenceCountUtil.release(message);
                return;
            }
            received += data.readableBytes();
            lastActiveNanos = timers.nanoTime();
            Channel to = other().channel;
            if (to == null) {
                early.add(data);
                ctx.channel().config().setAutoRead(false);
            } else if (other().outputShut) {
                data.release();
            } else {
                var _ = to.write(data, to.voidPromise());
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            Channel to = other().channel;
            if (to != null && !over) {
                to.flush();
                if (!to.isWritable()) {
                    ctx.channel().config().setAutoRead(false);
                }
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            Channel from = other().channel;
            if (from != null && !over && ctx.channel().isWritable()) {
                from.config().setAutoRead(true);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            // With TLS the end of input is the peer's close_notify: a bare FIN is a truncation, and ends in
            // channelInactive.
            if (event instanceof ChannelInputShutdownReadComplete || event instanceof SslCloseCompletionEvent) {
                endInput();
            } else {
                ctx.fireUserEventTriggered(event);
            }
        }

        private void endInput() {
            if (!inputEnded) {
                inputEnded = true;
                if (other().channel != null) {
                    other().shutOutput();
                }
                endIfBoth();
            }
        }

        private void shutOutput() {
            if (outputShut) {
                return;
            }
            outputShut = true;
            Channel to = channel();
            SslHandler tls = to.pipeline().get(SslHandler.class);
            to.flush();
            if (tls != null) {
                var _ = tls.closeOutbound();
            } else {
                Sockets.finish(to);
            }
        }

        private void endIfBoth() {
            if (inputEnded && other().inputEnded && other().channel != null) {
                finish(isDownstream, false);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            boolean broken = !inputEnded || !other().inputEnded;
            inputEnded = true;
            finish(isDownstream, broken && !(isDownstream && outputShut));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // Reset by the peer, or TLS broken: either way nothing more comes, and the close that follows tells the
            // rest.
            Sockets.close(ctx.channel());
        }

        void release() {
            early.forEach(ByteBuf::release);
            early.clear();
        }
    }

    /** Begins with the downstream side. */
    void attach() {
        Channel channel = down.channel();
        // The handle of the accepted socket may be in use already, in which case its sizes stay as they were.
        channel.config().setRecvByteBufAllocator(new GrowingBuffers(() -> bulk(up)));
        channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, NORMAL);
        channel.pipeline().addLast(down);
    }

    /** Buffers for what the upstream side will receive. */
    RecvByteBufAllocator upstreamBuffers() {
        return new GrowingBuffers(() -> bulk(down));
    }

    private static void bulk(Half receiver) {
        Channel channel = receiver.channel;
        if (channel != null) {
            channel.config().setWriteBufferWaterMark(BULK);
        }
    }

    /** There is an upstream side now: sends it what was kept, and reads from both. */
    void join(Channel upstream) {
        up.channel = upstream;
        upstream.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, NORMAL);
        upstream.pipeline().addLast(up);
        for (ByteBuf data = down.early.poll(); data != null; data = down.early.poll()) {
            var _ = upstream.write(data, upstream.voidPromise());
        }
        upstream.flush();
        if (!upstream.isActive()) {
            finish(false, true);
            return;
        }
        upstream.config().setAutoRead(true);
        if (down.inputEnded) {
            up.shutOutput();
        } else if (upstream.isWritable()) {
            down.channel().config().setAutoRead(true);
        }
    }

    long lastActiveNanos() {
        return lastActiveNanos;
    }

    long fromDownstream() {
        return down.received;
    }

    long fromUpstream() {
        return up.received;
    }

    private void finish(boolean byDownstream, boolean broken) {
        if (!over) {
            close();
            owner.onSpliceEnd(byDownstream, broken);
        }
    }

    /** Ends both sides, after what was written has gone out. */
    void close() {
        if (over) {
            return;
        }
        over = true;
        down.release();
        end(down);
        end(up);
    }

    private static void end(Half half) {
        Channel channel = half.channel;
        if (channel != null) {
            var flushed = channel.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER);
            flushed.addListener(done -> Sockets.close(channel));
        }
    }
}
