// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Listener filter {@code envoy.filters.listener.tls_inspector}: waits until the first bytes tell whether the client speaks
 * TLS, tells so once, and leaves; the bytes go on to whatever the answer has put behind it. Holds at most a hello's length.
 * Confined to its channel's event loop.
 */
public final class TlsInspector extends ByteToMessageDecoder {
    private final Seen seen;
    private final long timeoutNanos;
    private boolean told;
    private @Nullable Future<?> timeout;

    /**
     * For one connection.
     *
     * @param timeoutNanos of waiting for the hello; 0: none
     */
    public TlsInspector(long timeoutNanos, Seen seen) {
        this.timeoutNanos = timeoutNanos;
        this.seen = seen;
    }

    /** What to do next; exactly one of these is called, once, unless the channel closes first. */
    public interface Seen {
        /**
         * A TLS hello: transport protocol {@code tls}.
         *
         * @param serverName lower case; empty when none was sent
         * @param alpn       in the client's order
         */
        void tls(String serverName, List<String> alpn);

        /** Anything else: transport protocol {@code raw_buffer}. */
        void plaintext();

        /** Nothing that could be told came in time. */
        void timedOut();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (timeoutNanos > 0) {
            timeout = context.executor().schedule(() -> expired(context), timeoutNanos, TimeUnit.NANOSECONDS);
        }
        context.read();
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (told) {
            return;
        }
        switch (ClientHello.decode(in)) {
            case ClientHello.Incomplete _ -> {
                if (in.readableBytes() > 2 * ClientHello.MAX_BYTES) {
                    leave(context, seen::plaintext);
                }
            }
            case ClientHello.NotTls _ -> leave(context, seen::plaintext);
            case ClientHello.Tls hello -> leave(context, () -> seen.tls(hello.serverName(), hello.alpn()));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        super.channelReadComplete(context);
        if (!told && !context.channel().config().isAutoRead()) {
            context.read();
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        Future<?> armed = timeout;
        if (armed != null) {
            armed.cancel(false);
        }
    }

    @Override
    protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        // The peer went away before it said what it is; whoever waits on the channel's close learns of it there.
    }

    private void expired(ChannelHandlerContext context) {
        if (!told && !context.isRemoved()) {
            leave(context, seen::timedOut);
        }
    }

    private void leave(ChannelHandlerContext context, Runnable answer) {
        told = true;
        answer.run();
        if (!context.isRemoved()) {
            context.pipeline().remove(this);
        }
    }
}
