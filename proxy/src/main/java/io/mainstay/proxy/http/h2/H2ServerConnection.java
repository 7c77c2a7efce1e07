// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import io.mainstay.proxy.runtime.Linger;
import io.mainstay.proxy.runtime.TimerWheel;
import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.stream.DownstreamConnection;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.ProtocolFault;
import io.mainstay.proxy.stream.ResetReason;
import io.mainstay.proxy.stream.StreamFactory;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/2 connection, over TLS or with prior knowledge. To be added to the pipeline of an open channel. A malformed head resets its
 * stream, a breach of framing or a flood ends the connection with GOAWAY. Confined to its event loop.
 */
public final class H2ServerConnection extends H2Connection implements DownstreamConnection {
    /** Not the keepalive's: an answer to that one, asked for earlier, proves nothing. */
    private static final long DRAIN_PING = Keepalive.CONTENT + 1;

    private final StreamFactory factory;
    private final DrainTimeout drainTimeout = new DrainTimeout();
    private final Linger linger;
    private boolean draining;
    private boolean drainAnswered;
    private boolean lastGoAwaySent;

    /** A connection whose requests go to a factory. */
    public H2ServerConnection(Worker worker, H2Options options, StreamFactory factory, Channel channel) {
        super(CodecParts.server(options), worker, channel, options, options.allowConnect());
        this.factory = factory;
        this.linger = new Linger(worker.timers(), channel);
    }

    private final class DrainTimeout extends TimerWheel.Timeout {
        @Override
        protected void expired() {
            lastGoAway();
        }
    }

    @Override
    boolean overWhenLocalEnds() {
        return true;
    }

    @Override
    boolean overWhenRemoteEnds() {
        return false;
    }

    @Override
    void onFirstHead(Http2Stream wire, @Nullable H2Stream known, H2Fields fields, boolean end) throws Http2Exception {
        ReceivedHead received = rules().request(fields);
        if (received == null) {
            refuse(wire);
            return;
        }
        if (!received.reserve(worker().overload())) {
            onFault(ProtocolFault.NO_MEMORY);
            // Nothing was done yet: the client may try again, elsewhere or later (RFC 9113 section 8.7).
            throw streamError(wire, Http2Error.REFUSED_STREAM, "no memory for a head of this size");
        }
        H2Stream stream = newStream();
        bind(stream, wire);
        stream.tunnel(received.upgrade() != null);
        stream.inbound(factory.newStream(stream));
        Headers head = new Headers(received);
        stream.receiveHead(head, end);
        head.release();
    }

    private void refuse(Http2Stream wire) throws Http2Exception {
        ProtocolFault fault = rules().fault();
        onFault(fault == null ? ProtocolFault.BAD_HEADER : fault);
        if (fault == ProtocolFault.TOO_MANY_HEADERS) {
            // Netty answers this one with 431 before it resets the stream.
            throw Http2Exception.headerListSizeError(
                    wire.id(),
                    Http2Error.PROTOCOL_ERROR,
                    true,
                    "more than %d fields",
                    options().maxHeaders());
        }
        throw streamError(wire, Http2Error.PROTOCOL_ERROR, "malformed head: " + fault);
    }

    @Override
    ChannelFuture writeHead(ChannelHandlerContext ctx, H2Stream stream, Headers head, boolean end) {
        Http2Stream wire = stream.wire();
        if (wire == null) {
            return ctx.newFailedFuture(new IllegalStateException("no stream"));
        }
        return encoder().writeHeaders(ctx, wire.id(), outbound().response(head), 0, end, ctx.newPromise());
    }

    @Override
    Http2Error resetCode(H2Stream stream, ResetReason reason) {
        return ResetCodes.toClient(reason);
    }

    @Override
    void onFault(ProtocolFault fault) {
        factory.onProtocolFault(fault);
    }

    /** Netty would keep the stream, and what waits on it, until the reset has gone out, which a client that does not read can put off for ever. */
    @Override
    void onResetWritten(Http2Stream wire) {
        wire.close();
    }

    @Override
    void onFlushTimeout() {
        factory.onFlushTimeout();
    }

    /**
     * Tells the client to open no more streams here, and closes when those that are open have ended. First a GOAWAY that refuses nothing, because
     * requests may be on their way; the one that counts follows when the client has surely read the first.
     */
    @Override
    public void drain() {
        if (draining || !channel().isActive()) {
            return;
        }
        draining = true;
        ChannelHandlerContext ctx = context();
        var _ = goAway(ctx, Integer.MAX_VALUE, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, ctx.newPromise());
        var _ = encoder().writePing(ctx, false, DRAIN_PING, ctx.newPromise());
        worker().timers().arm(drainTimeout, options().drainNanos());
        askFlush();
    }

    @Override
    public void lastStream() {
        drain();
    }

    @Override
    void onPingAck(long content) {
        drainAnswered |= content == DRAIN_PING && draining;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (linger.begun()) {
            linger.heard();
            ReferenceCountUtil.release(message);
        } else {
            super.channelRead(ctx, message);
        }
    }

    /** What arrived together with the answer was on its way as well: a client with several threads may open a stream while it answers. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (drainAnswered) {
            lastGoAway();
        }
        super.channelReadComplete(ctx);
    }

    private void lastGoAway() {
        worker().timers().disarm(drainTimeout);
        if (lastGoAwaySent || !channel().isActive()) {
            return;
        }
        lastGoAwaySent = true;
        ChannelHandlerContext ctx = context();
        int last = connection().remote().lastStreamCreated();
        var _ = goAway(ctx, last, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, ctx.newPromise());
        askFlush();
        closeIfDrained();
    }

    @Override
    void onStreamDone() {
        closeIfDrained();
    }

    private void closeIfDrained() {
        if (lastGoAwaySent && openStreams() == 0 && channel().isActive()) {
            linger.begin();
        }
    }

    @Override
    void onClosed() {
        worker().timers().disarm(drainTimeout);
        linger.stop();
    }

    @Override
    public void close() {
        var _ = channel().close();
    }
}
