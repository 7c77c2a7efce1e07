// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import io.mainstay.proxy.runtime.FlushQueue;
import io.mainstay.proxy.runtime.Sockets;
import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpProtocol;
import io.mainstay.proxy.stream.ProtocolFault;
import io.mainstay.proxy.stream.ResetReason;
import io.mainstay.proxy.stream.StreamConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What both sides of an HTTP/2 connection have in common: streams in and out of Netty's codec, flushing once per burst, and the guard
 * against floods. Confined to its event loop.
 *
 * <p>Pressure. Outwards: bytes that wait on a stream, for window or for the socket, block its producer above a watermark. Inwards: data is
 * passed on as it comes, but while the stream's read gate is shut it is not given back to the sender's stream window, so that at most one
 * window of it arrives.
 */
abstract class H2Connection extends Http2ConnectionHandler implements StreamConnection, FlushQueue.Flushable {
    private static final int PREFACE_WINDOW = 65_535;

    private final CodecParts parts;
    private final Worker worker;
    private final Channel channel;
    private final H2Options options;
    private final FloodGuard guard;
    private final HeadRules rules;
    private final OutboundHead outbound = new OutboundHead();
    private final Keepalive keepalive;
    private final List<H2Stream> toUnblock = new ArrayList<>();
    private @Nullable ChannelHandlerContext context;
    /** The stream an error of the peer is just being answered on. */
    private @Nullable H2Stream refused;

    private boolean flushAsked;
    private boolean unblocking;
    private boolean widened;
    private int open;

    H2Connection(CodecParts parts, Worker worker, Channel channel, H2Options options, boolean allowConnect) {
        super(parts.decoder(), parts.encoder(), parts.settings(), true);
        this.parts = parts;
        this.worker = worker;
        this.channel = channel;
        this.options = options;
        this.guard = new FloodGuard(options.maxControlFrames());
        this.rules = new HeadRules(allowConnect, options.maxHeaders());
        this.keepalive = new Keepalive(worker, options.keepalive(), new Line());
        Events events = new Events();
        parts.decoder().frameListener(events);
        parts.connection().addListener(events);
    }

    // What the sides differ in.

    /** Whether a stream is over as soon as this side's message has ended: a server's is. */
    abstract boolean overWhenLocalEnds();

    /** Whether a stream is over as soon as the peer's message has ended: a client's is. */
    abstract boolean overWhenRemoteEnds();

    /** A head came on a stream that has none yet. */
    abstract void onFirstHead(Http2Stream wire, @Nullable H2Stream stream, H2Fields fields, boolean end)
            throws Http2Exception;

    /** The frame that begins a message. */
    abstract ChannelFuture writeHead(ChannelHandlerContext ctx, H2Stream stream, Headers head, boolean end);

    abstract Http2Error resetCode(H2Stream stream, ResetReason reason);

    abstract void onFault(ProtocolFault fault);

    /** A wire stream came to be. */
    void onWire(Http2Stream wire) {}

    /** A stream of the model is done with on the wire. */
    void onStreamDone() {}

    void onSettings(Http2Settings settings) {}

    void onGoAway(int lastStreamId) {}

    void onPingAck(long content) {}

    /** A reset of this side is written and has not gone out yet. */
    void onResetWritten(Http2Stream wire) {}

    /** The peer did not take a message in time. */
    void onFlushTimeout() {}

    void onClosed() {}

    // What the sides use.

    final Worker worker() {
        return worker;
    }

    final H2Options options() {
        return options;
    }

    final HeadRules rules() {
        return rules;
    }

    final OutboundHead outbound() {
        return outbound;
    }

    final FloodGuard guard() {
        return guard;
    }

    final ChannelHandlerContext context() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return ctx;
    }

    @Nullable
    H2Stream stream(Http2Stream wire) {
        return wire.getProperty(parts.streams());
    }

    final H2Stream newStream() {
        open++;
        guard.streamOpened();
        return new H2Stream(this, worker.timers().nanoTime());
    }

    final void bind(H2Stream stream, Http2Stream wire) {
        stream.wire(wire);
        wire.setProperty(parts.streams(), stream);
    }

    /** A stream is gone without ever having been on the wire. */
    final void forget() {
        open--;
        onStreamDone();
    }

    public final int openStreams() {
        return open;
    }

    /** Bytes that wait for the peer's window, on all streams. Walks them: not for every request. */
    public final long waiting() {
        long[] sum = new long[1];
        try {
            connection().forEachActiveStream(wire -> {
                H2Stream stream = stream(wire);
                sum[0] += stream == null ? 0 : stream.waiting();
                return true;
            });
        } catch (Http2Exception e) {
            throw new IllegalStateException("no visitor fails", e);
        }
        return sum[0];
    }

    @Override
    public final HttpProtocol protocol() {
        return HttpProtocol.HTTP_2;
    }

    @Override
    public final Channel channel() {
        return channel;
    }

    static Http2Exception streamError(Http2Stream wire, Http2Error error, String message) {
        return Http2Exception.streamError(wire.id(), error, "%s", message);
    }

    // Sending.

    final void sendHead(H2Stream stream, Headers head, boolean end) {
        ChannelFuture written = writeHead(context(), stream, head, end);
        afterWrite(stream, written, end);
    }

    final void sendInterim(H2Stream stream, Headers head) {
        Http2Stream wire = stream.wire();
        if (wire != null) {
            ChannelHandlerContext ctx = context();
            var _ = encoder().writeHeaders(ctx, wire.id(), outbound.response(head), 0, false, ctx.newPromise());
            askFlush();
        }
    }

    final void sendData(H2Stream stream, ByteBuf data, boolean end) {
        Http2Stream wire = stream.wire();
        if (wire == null) {
            data.release();
            return;
        }
        guard.dataSent(data.readableBytes());
        ChannelHandlerContext ctx = context();
        afterWrite(stream, encoder().writeData(ctx, wire.id(), data, 0, end, ctx.newPromise()), end);
    }

    final void sendTrailers(H2Stream stream, Headers trailers) {
        Http2Stream wire = stream.wire();
        if (wire == null) {
            return;
        }
        ChannelHandlerContext ctx = context();
        afterWrite(
                stream,
                encoder().writeHeaders(ctx, wire.id(), OutboundHead.trailers(trailers), 0, true, ctx.newPromise()),
                true);
    }

    private void afterWrite(H2Stream stream, ChannelFuture written, boolean end) {
        if (end) {
            stream.endLocal();
            Http2Stream wire = stream.wire();
            if (wire != null && wire.state() != Http2Stream.State.CLOSED) {
                stream.awaitFlush();
            }
            if (stream.over() && !stream.remoteEnded()) {
                // RFC 9113 section 8.1: a complete response may come before the request has ended; the rest is then not
                // wanted. Only once
                // the response is out, or the reset would overtake it.
                written.addListener(done -> noMore(stream));
            }
        }
        askFlush();
    }

    private void noMore(H2Stream stream) {
        Http2Stream wire = stream.wire();
        if (wire != null && channel.isActive()) {
            var _ = resetStream(
                    context(), wire.id(), Http2Error.NO_ERROR.code(), context().newPromise());
            askFlush();
        }
    }

    final void flushTimedOut(H2Stream stream) {
        onFlushTimeout();
        sendReset(stream, ResetReason.LOCAL_RESET);
    }

    /** Resets a stream that is over for the model. */
    void sendReset(H2Stream stream, ResetReason reason) {
        Http2Stream wire = stream.wire();
        if (wire == null) {
            forget();
        } else if (channel.isActive()) {
            ChannelHandlerContext ctx = context();
            var _ = resetStream(ctx, wire.id(), resetCode(stream, reason).code(), ctx.newPromise());
            onResetWritten(wire);
            askFlush();
        }
    }

    /** Gives received bytes back to the sender's window. */
    final void giveBack(H2Stream stream, int bytes) {
        Http2Stream wire = stream.wire();
        if (wire == null || !channel.isActive()) {
            return;
        }
        try {
            connection().local().flowController().consumeBytes(wire, bytes);
            askFlush();
        } catch (Http2Exception broken) {
            onError(context(), false, broken);
        }
    }

    final void unblockLater(H2Stream stream) {
        toUnblock.add(stream);
    }

    // Flushing.

    final void askFlush() {
        if (!flushAsked) {
            flushAsked = true;
            worker.flushes().add(this);
        }
    }

    @Override
    public final void flushNow() {
        if (flushAsked) {
            flush(context());
        }
    }

    @Override
    public final void flush(ChannelHandlerContext ctx) {
        flushAsked = false;
        super.flush(ctx);
        if (!unblocking) {
            unblocking = true;
            // By index: producers that go on may fill and drain other streams.
            for (int i = 0; i < toUnblock.size(); i++) {
                toUnblock.get(i).unblock();
            }
            toUnblock.clear();
            unblocking = false;
        }
    }

    // Netty's handler.

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
        if (channel.isActive()) {
            widen(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        super.channelActive(ctx);
        widen(ctx);
    }

    /** SETTINGS cannot change the connection's own window; only after the preface may a frame do so. */
    private void widen(ChannelHandlerContext ctx) throws Http2Exception {
        int more = options.connectionWindowBytes() - PREFACE_WINDOW;
        if (more > 0 && !widened) {
            widened = true;
            connection()
                    .local()
                    .flowController()
                    .incrementWindowSize(connection().connectionStream(), more);
        }
        keepalive.start();
        ctx.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        keepalive.heard();
        worker.beginBurst();
        super.channelRead(ctx, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        super.channelReadComplete(ctx);
        worker.endBurst();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        keepalive.stop();
        super.channelInactive(ctx);
        onClosed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
        if (cause instanceof Http2Exception || cause.getCause() instanceof Http2Exception) {
            super.exceptionCaught(ctx, cause);
        } else {
            var _ = ctx.close();
        }
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext ctx, boolean outboundError, Throwable cause, Http2Exception.StreamException error) {
        Http2Stream wire = connection().stream(error.streamId());
        H2Stream stream = wire == null ? null : stream(wire);
        if (stream != null) {
            stream.resetByPeer(!outboundError);
        }
        // The error's own reset goes out first. It may close the wire stream at once: what then ended the stream is the
        // peer's mistake, not
        // the connection.
        refused = stream;
        super.onStreamError(ctx, outboundError, cause, error);
        refused = null;
        if (stream != null) {
            stream.fail(ResetReason.PROTOCOL_ERROR);
        }
        if (stream == null && !outboundError && guard.streamClosed(true, 0)) {
            flood();
        }
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext ctx, boolean outboundError, Throwable cause, @Nullable Http2Exception error) {
        if (!outboundError && error != null) {
            onFault(error.error() == Http2Error.ENHANCE_YOUR_CALM ? ProtocolFault.FLOOD : ProtocolFault.BAD_FRAME);
        }
        super.onConnectionError(ctx, outboundError, cause, error);
    }

    private void flood() {
        onError(context(), false, Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "flood"));
    }

    final void closeAfterFlush() {
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** What the keepalive does. */
    private final class Line implements Keepalive.Line {
        @Override
        public void ping(long content) {
            ChannelHandlerContext ctx = context();
            var _ = encoder().writePing(ctx, false, content, ctx.newPromise());
            askFlush();
        }

        @Override
        public void dead() {
            Sockets.close(channel);
        }
    }

    /** Frames and stream events, as Netty tells them. */
    private final class Events extends Http2EventAdapter {
        // checkstyle:off ParameterNumber: the signature is Netty's
        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx,
                int streamId,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean end)
                throws Http2Exception {
            onHeadersRead(ctx, streamId, headers, padding, end);
        }
        // checkstyle:on ParameterNumber

        @Override
        public void onHeadersRead(
                ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean end)
                throws Http2Exception {
            Http2Stream wire = connection().stream(streamId);
            if (wire == null || !(headers instanceof H2Fields fields)) {
                return;
            }
            H2Stream stream = stream(wire);
            if (stream == null || !stream.headSeen()) {
                onFirstHead(wire, stream, fields, end);
                return;
            }
            ReceivedHead trailers = rules.trailers(fields);
            if (trailers == null || !end) {
                onFault(ProtocolFault.BAD_HEADER);
                throw streamError(wire, Http2Error.PROTOCOL_ERROR, "malformed trailers");
            }
            Headers head = new Headers(trailers);
            stream.receiveTrailers(head);
            head.release();
        }

        @Override
        public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean end)
                throws Http2Exception {
            int flowBytes = data.readableBytes() + padding;
            if (guard.data(data.readableBytes(), end)) {
                throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "empty frames");
            }
            Http2Stream wire = connection().stream(streamId);
            H2Stream stream = wire == null ? null : stream(wire);
            return stream == null ? flowBytes : stream.receiveData(data, flowBytes, end);
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
            Http2Stream wire = connection().stream(streamId);
            H2Stream stream = wire == null ? null : stream(wire);
            if (stream != null) {
                stream.resetByPeer(true);
                stream.fail(ResetCodes.reason(errorCode));
            }
        }

        @Override
        public void onPriorityRead(
                ChannelHandlerContext ctx, int streamId, int dependency, short weight, boolean exclusive)
                throws Http2Exception {
            refuseIf(guard.priority(), "PRIORITY");
        }

        @Override
        public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
            refuseIf(guard.control(channel.isWritable()), "SETTINGS");
            onSettings(settings);
        }

        @Override
        public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
            refuseIf(guard.control(channel.isWritable()), "PING");
        }

        @Override
        public void onPingAckRead(ChannelHandlerContext ctx, long data) {
            keepalive.answered(data);
            onPingAck(data);
        }

        @Override
        public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int increment) throws Http2Exception {
            refuseIf(guard.windowUpdate(), "WINDOW_UPDATE");
        }

        private void refuseIf(boolean tooMany, String frame) throws Http2Exception {
            if (tooMany) {
                throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many %s frames", frame);
            }
        }

        @Override
        public void onGoAwayReceived(int lastStreamId, long errorCode, ByteBuf debugData) {
            onGoAway(lastStreamId);
        }

        @Override
        public void onStreamAdded(Http2Stream wire) {
            onWire(wire);
        }

        @Override
        public void onStreamClosed(Http2Stream wire) {
            H2Stream stream = stream(wire);
            if (stream == null) {
                return;
            }
            stream.closed();
            stream.fail(stream == refused ? ResetReason.PROTOCOL_ERROR : ResetReason.CONNECTION_TERMINATION);
            open--;
            OrderedFrameReader order = parts.order();
            if (order != null && stream.remoteEnded() && !stream.resetByPeer() && !wire.isResetSent()) {
                order.ended(wire.id());
            }
            boolean abuse =
                    guard.streamClosed(stream.resetByPeer(), worker.timers().nanoTime() - stream.bornNanos());
            onStreamDone();
            if (abuse && channel.isActive()) {
                channel.eventLoop().execute(H2Connection.this::flood);
            }
        }
    }
}
