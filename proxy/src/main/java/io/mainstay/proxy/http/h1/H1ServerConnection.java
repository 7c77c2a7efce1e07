// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import io.mainstay.proxy.runtime.Linger;
import io.mainstay.proxy.runtime.Sockets;
import io.mainstay.proxy.runtime.TimerWheel;
import io.mainstay.proxy.stream.DownstreamConnection;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpProtocol;
import io.mainstay.proxy.stream.HttpStream;
import io.mainstay.proxy.stream.KnownHeaders;
import io.mainstay.proxy.stream.MessageSink;
import io.mainstay.proxy.stream.ProtocolFault;
import io.mainstay.proxy.stream.ReadGate;
import io.mainstay.proxy.stream.ResetReason;
import io.mainstay.proxy.stream.StreamFactory;
import io.mainstay.proxy.stream.StreamListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/1.1 connection: one exchange at a time, the next request waits until the last response is written. A response that ends before its
 * request does ends the connection, as does anything after which the next request's beginning could be in doubt. Confined to its event loop.
 */
public final class H1ServerConnection extends ChannelInboundHandlerAdapter
        implements DownstreamConnection, H1Decoder.Events {
    private final H1Loop loop;
    private final H1ServerOptions options;
    private final StreamFactory factory;
    private final Channel channel;
    private final H1Decoder decoder;
    private final H1Input input;
    private final Exchange exchange = new Exchange();
    private final HeadTimeout headTimeout = new HeadTimeout();
    private final Linger linger;
    private @Nullable H1Output output;
    private @Nullable H1Head complete;
    private boolean headBegun;
    private boolean draining;
    private boolean closeAfterFlush;

    /** To be added to the channel's pipeline. */
    public H1ServerConnection(H1Loop loop, H1ServerOptions options, StreamFactory factory, Channel channel) {
        this.loop = loop;
        this.options = options;
        this.factory = factory;
        this.channel = channel;
        this.decoder = new H1Decoder(loop.heads(), options.limits(), true, this);
        this.input = new H1Input(channel, decoder);
        this.linger = new Linger(loop.worker().timers(), channel);
        decoder.next();
    }

    /** The only exchange there can be; used again for each. */
    private final class Exchange implements HttpStream, MessageSink, ReadGate.Valve {
        private final ReadGate gate = new ReadGate(this);
        private @Nullable StreamListener listener;
        private @Nullable MessageSink request;
        private boolean open;
        private boolean requestDone;
        private boolean responseBegun;
        private boolean responseDone;
        private boolean toHead;
        private boolean tunnel;
        private boolean closeAsked;
        private boolean continueOwed;
        private boolean blocked;

        void begin(H1Head head) {
            open = true;
            requestDone = false;
            responseBegun = false;
            responseDone = false;
            blocked = false;
            toHead = head.methodEnd - head.methodStart == 4 && head.bytes()[head.methodStart] == 'H';
            closeAsked = head.connectionClose;
            continueOwed = head.expectsContinue;
            request = factory.newStream(this);
        }

        @Override
        public MessageSink out() {
            return this;
        }

        @Override
        public void headers(Headers headers, boolean end) {
            responseBegun = true;
            boolean refusedTunnel = tunnel && headers.status() != 101;
            boolean close = draining || closeAsked || refusedTunnel || (end && !requestDone);
            closeAsked = close;
            H1Output out = output();
            out.encoder().response(headers, end, toHead, close);
            out.head();
            if (out.raw()) {
                channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
                closeAsked = true;
            }
            if (end) {
                responseEnded(true);
            }
        }

        @Override
        public void data(ByteBuf data, boolean end) {
            boolean good = output().data(data, end);
            if (end || !good) {
                responseEnded(good);
            }
        }

        @Override
        public void trailers(Headers trailers) {
            responseEnded(output().trailers(trailers));
        }

        @Override
        public void interim(Headers headers) {
            if (!responseBegun) {
                continueOwed &= headers.status() != 100;
                output().plain(H1Encoder.interim(headers));
            }
        }

        private void responseEnded(boolean good) {
            responseDone = true;
            if (!good) {
                open = false;
                Sockets.close(channel);
                return;
            }
            if (output().raw()) {
                tunnelOutputEnded();
                return;
            }
            if (!requestDone) {
                closeAsked = true;
                decoder.stop();
            }
            ended();
        }

        private void tunnelOutputEnded() {
            if (requestDone) {
                ended();
            } else {
                output().flushNow();
                Sockets.finish(channel);
            }
        }

        private void requestEnded() {
            requestDone = true;
            if (responseDone) {
                ended();
            }
        }

        private void ended() {
            open = false;
            listener = null;
            request = null;
            gate.reset();
            if (closeAsked || draining) {
                closeGracefully();
            } else {
                decoder.next();
                resume();
            }
        }

        @Override
        public void reset(ResetReason reason) {
            if (!open) {
                return;
            }
            open = false;
            listener = null;
            if (responseBegun && channel.isWritable()) {
                // What the client has a right to see goes out first; that it is not all, framing says.
                closeGracefully();
            } else {
                output().flushNow();
                Sockets.close(channel);
            }
        }

        void fail(ResetReason reason) {
            StreamListener told = listener;
            if (open && told != null) {
                open = false;
                listener = null;
                told.onReset(reason);
            }
        }

        void writable(boolean writable) {
            StreamListener told = listener;
            if (open && told != null && blocked == writable) {
                blocked = !writable;
                if (writable) {
                    told.onWriteUnblocked();
                } else {
                    told.onWriteBlocked();
                }
            }
        }

        @Override
        public ReadGate reads() {
            return gate;
        }

        @Override
        public void shut() {
            input.hold();
        }

        @Override
        public void open() {
            if (open) {
                resume();
            }
        }

        @Override
        public void listener(StreamListener told) {
            listener = told;
        }

        @Override
        public DownstreamConnection connection() {
            return H1ServerConnection.this;
        }
    }

    private H1Output output() {
        H1Output out = output;
        if (out == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return out;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        output = new H1Output(loop, ctx, this::flushed);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes) || linger.begun()) {
            linger.heard();
            ReferenceCountUtil.release(message);
            return;
        }
        loop.worker().beginBurst();
        input.arrived(bytes);
        watchHead();
    }

    private void resume() {
        input.resume();
        watchHead();
    }

    /** A head of which a part is here has to end, however its bytes trickle in: until then there is no stream whose timeouts would count. */
    private void watchHead() {
        if (!headBegun && !exchange.open && decoder.midMessage()) {
            headBegun = true;
            factory.onHeadBegun();
            if (options.headTimeoutNanos() > 0) {
                loop.worker().timers().arm(headTimeout, options.headTimeoutNanos());
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        // What was answered here goes out at once: the peer may have closed its half, and then this is the last chance.
        output().flushNow();
        loop.worker().endBurst();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        exchange.writable(channel.isWritable());
    }

    @Override
    public H1Decoder.Body onHead(H1Head head) {
        headBegun = false;
        loop.worker().timers().rest(headTimeout);
        if (head.http10) {
            head.headers().release();
            refuse(ProtocolFault.BAD_VERSION, 426);
            return H1Decoder.Body.STOP;
        }
        head.scheme = options.secure() || head.httpsAsked ? "https" : "http";
        String upgrade = head.upgrade();
        if (upgrade != null && upgrade.equals("h2c")) {
            // RFC 9113 section 3.1: a server may ignore it; HTTP/2 without TLS is by prior knowledge only.
            // The settings that come with it are for this connection alone.
            head.upgradeEnd = head.upgradeStart;
            head.unlist(KnownHeaders.HTTP2_SETTINGS);
            upgrade = null;
        }
        boolean tunnel =
                (upgrade != null || head.method().equals("CONNECT")) && !head.chunked && head.contentLength <= 0;
        exchange.tunnel = tunnel;
        if (!tunnel && !head.chunked && head.contentLength <= 0) {
            complete = head;
            return H1Decoder.Body.NONE;
        }
        boolean proceed = deliver(head, false);
        if (!proceed) {
            return H1Decoder.Body.STOP;
        }
        return tunnel ? H1Decoder.Body.TUNNEL : H1Decoder.Body.BY_HEAD;
    }

    @Override
    public void onHeadOnly() {
        H1Head head = complete;
        if (head != null) {
            complete = null;
            deliver(head, true);
        }
    }

    private boolean deliver(H1Head head, boolean end) {
        exchange.begin(head);
        MessageSink request = exchange.request;
        exchange.requestDone = end;
        if (request != null) {
            request.headers(head.headers(), end);
        }
        head.headers().release();
        if (exchange.open && exchange.continueOwed && !exchange.responseBegun && !end) {
            exchange.continueOwed = false;
            output().plain(H1Encoder.interim(Headers.response(100)));
        }
        return exchange.open;
    }

    @Override
    public void onData(ByteBuf data, boolean end) {
        MessageSink request = exchange.request;
        if (!exchange.open || request == null) {
            data.release();
            return;
        }
        if (end) {
            exchange.requestDone = true;
        }
        request.data(data, end);
        if (end && exchange.open) {
            exchange.requestEnded();
        }
    }

    @Override
    public void onTrailers(H1Head trailers) {
        MessageSink request = exchange.request;
        if (exchange.open && request != null) {
            exchange.requestDone = true;
            request.trailers(trailers.headers());
            if (exchange.open) {
                exchange.requestEnded();
            }
        }
        trailers.headers().release();
    }

    @Override
    public void onFault(ProtocolFault fault) {
        boolean answered = exchange.open && exchange.responseBegun;
        exchange.fail(ResetReason.PROTOCOL_ERROR);
        if (answered) {
            Sockets.close(channel);
            return;
        }
        refuse(fault, statusOf(fault));
    }

    private static int statusOf(ProtocolFault fault) {
        return switch (fault) {
            case HEAD_TOO_LARGE, TOO_MANY_HEADERS -> 431;
            case NO_MEMORY -> 503;
            case BAD_VERSION -> 505;
            default -> 400;
        };
    }

    private void refuse(ProtocolFault fault, int status) {
        factory.onProtocolFault(fault);
        output().plain(H1Encoder.bare(status));
        closeGracefully();
    }

    /** Closes once the client has had the time to read everything; bytes still arriving do not reset the answer away. */
    private void closeGracefully() {
        decoder.stop();
        closeAfterFlush = true;
        output().plain(Unpooled.EMPTY_BUFFER);
    }

    private void flushed() {
        if (closeAfterFlush && !linger.begun()) {
            input.discard();
            channel.config().setAutoRead(true);
            linger.begin();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            output().flushNow();
            if (linger.begun() || !exchange.open || !decoder.endOfInput()) {
                Sockets.close(channel);
            }
            return;
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        loop.worker().timers().disarm(headTimeout);
        linger.stop();
        input.discard();
        decoder.stop();
        output().discard();
        exchange.fail(ResetReason.CONNECTION_TERMINATION);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Sockets.close(channel);
    }

    @Override
    public HttpProtocol protocol() {
        return HttpProtocol.HTTP_1_1;
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public void drain() {
        draining = true;
        if (exchange.open || closeAfterFlush) {
            return;
        }
        if (!decoder.midMessage()) {
            closeGracefully();
        } else if (!headTimeout.armed() || options.drainNanos() < options.headTimeoutNanos()) {
            // A request is on its way: it is served if it arrives soon, and if it does not, nobody waits for it.
            loop.worker().timers().arm(headTimeout, options.drainNanos());
        }
    }

    @Override
    public void lastStream() {
        draining = true;
    }

    @Override
    public void close() {
        Sockets.close(channel);
    }

    @Override
    public int openStreams() {
        return exchange.open ? 1 : 0;
    }

    /** Ends the wait for the rest of a head. */
    private final class HeadTimeout extends TimerWheel.Timeout {
        @Override
        protected void expired() {
            if (!exchange.open && !closeAfterFlush) {
                decoder.stop();
                refuse(ProtocolFault.TRUNCATED, 408);
            }
        }
    }
}
