// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import io.mainstay.proxy.runtime.Sockets;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpProtocol;
import io.mainstay.proxy.stream.HttpStream;
import io.mainstay.proxy.stream.MessageSink;
import io.mainstay.proxy.stream.ProtocolFault;
import io.mainstay.proxy.stream.ReadGate;
import io.mainstay.proxy.stream.ResetReason;
import io.mainstay.proxy.stream.StreamListener;
import io.mainstay.proxy.stream.UpstreamConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an endpoint that carries one HTTP/1.1 exchange at a time. It is offered for another only when both messages ended as framed and nobody
 * asked to close; in every other case it is closed. Confined to its event loop.
 */
public final class H1ClientConnection extends ChannelInboundHandlerAdapter
        implements UpstreamConnection, H1Decoder.Events {
    private final H1Loop loop;
    private final Owner owner;
    private final Channel channel;
    private final H1Decoder decoder;
    private final H1Input input;
    private final Exchange exchange = new Exchange();
    private @Nullable H1Output output;
    private @Nullable H1Head complete;
    private long streams;
    private boolean draining;
    private boolean closed;

    /** To be added to the pipeline of a connected channel. */
    public H1ClientConnection(H1Loop loop, H1Limits limits, Owner owner, Channel channel) {
        this.loop = loop;
        this.owner = owner;
        this.channel = channel;
        this.decoder = new H1Decoder(loop.heads(), limits, false, this);
        this.input = new H1Input(channel, decoder);
    }

    /** The only exchange there can be; used again for each. */
    private final class Exchange implements HttpStream, MessageSink, ReadGate.Valve {
        private final ReadGate gate = new ReadGate(this);
        private final ArrayDeque<ByteBuf> awaitingSwitch = new ArrayDeque<>();
        private @Nullable StreamListener listener;
        private @Nullable MessageSink response;
        private boolean open;
        private boolean requestDone;
        private boolean responseBegun;
        private boolean responseDone;
        private boolean toHead;
        private boolean switchAsked;
        private boolean switched;
        private boolean blocked;
        private boolean closeAsked;

        @Override
        public MessageSink out() {
            return this;
        }

        @Override
        public void headers(Headers headers, boolean end) {
            toHead = headers.method().equals("HEAD");
            H1Output out = output();
            out.encoder().request(headers, end);
            switchAsked = out.encoder().framing() == H1Encoder.Framing.RAW;
            out.head();
            if (end) {
                requestEnded();
            } else if (switchAsked) {
                // Nothing may follow until the server has agreed: it could be read as another request.
                block(true);
            }
        }

        @Override
        public void data(ByteBuf data, boolean end) {
            if (switchAsked && !switched) {
                awaitingSwitch.add(data);
                requestDone |= end;
                return;
            }
            boolean good = output().data(data, end);
            if (!good) {
                fail(ResetReason.PROTOCOL_ERROR);
                Sockets.close(channel);
            } else if (end) {
                requestEnded();
            }
        }

        @Override
        public void trailers(Headers trailers) {
            if (output().trailers(trailers)) {
                requestEnded();
            } else {
                fail(ResetReason.PROTOCOL_ERROR);
                Sockets.close(channel);
            }
        }

        private void requestEnded() {
            requestDone = true;
            if (switched) {
                output().flushNow();
                Sockets.finish(channel);
            }
            if (responseDone) {
                ended();
            }
        }

        private void switchProtocol() {
            switched = true;
            closeAsked = true;
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            boolean end = requestDone;
            for (ByteBuf data = awaitingSwitch.poll(); data != null; data = awaitingSwitch.poll()) {
                output().data(data, false);
            }
            if (end) {
                requestEnded();
            }
            block(!channel.isWritable());
        }

        private void responseEnded() {
            responseDone = true;
            if (requestDone) {
                ended();
            } else if (!switched) {
                // The server answered without wanting the rest: what it would take the rest for is unknown.
                open = false;
                listener = null;
                Sockets.close(channel);
            }
        }

        private void ended() {
            open = false;
            listener = null;
            response = null;
            gate.reset();
            if (closeAsked || draining || input.hasWaiting()) {
                Sockets.close(channel);
                return;
            }
            input.resume();
            owner.onAvailable(H1ClientConnection.this);
        }

        @Override
        public void reset(ResetReason reason) {
            if (open) {
                open = false;
                listener = null;
                Sockets.close(channel);
            }
        }

        void fail(ResetReason reason) {
            StreamListener told = listener;
            if (open) {
                open = false;
                listener = null;
                if (told != null) {
                    told.onReset(reason);
                }
            }
        }

        void block(boolean now) {
            StreamListener told = listener;
            if (open && told != null && blocked != now) {
                blocked = now;
                if (now) {
                    told.onWriteBlocked();
                } else {
                    told.onWriteUnblocked();
                }
            }
        }

        void releaseWaiting() {
            for (ByteBuf data = awaitingSwitch.poll(); data != null; data = awaitingSwitch.poll()) {
                data.release();
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
                input.resume();
            }
        }

        @Override
        public void listener(StreamListener told) {
            listener = told;
        }

        @Override
        public UpstreamConnection connection() {
            return H1ClientConnection.this;
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
        output = new H1Output(loop, ctx, () -> {});
    }

    @Override
    public HttpStream newStream(StreamListener listener, MessageSink response) {
        if (availableStreams() == 0) {
            throw new IllegalStateException("no stream may be opened");
        }
        exchange.listener = listener;
        exchange.response = response;
        exchange.open = true;
        exchange.requestDone = false;
        exchange.responseBegun = false;
        exchange.responseDone = false;
        exchange.switchAsked = false;
        exchange.switched = false;
        exchange.blocked = false;
        exchange.closeAsked = false;
        streams++;
        decoder.next();
        return exchange;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        loop.worker().beginBurst();
        if (exchange.open) {
            input.arrived(bytes);
        } else {
            // Nothing was asked: whatever this answers, it is not the next request.
            bytes.release();
            Sockets.close(channel);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        loop.worker().endBurst();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!exchange.switchAsked || exchange.switched) {
            exchange.block(!channel.isWritable());
        }
    }

    @Override
    public H1Decoder.Body onHead(H1Head head) {
        exchange.responseBegun = true;
        int status = head.status;
        if (status < 200 && status != 101) {
            MessageSink response = exchange.response;
            if (exchange.open && response != null) {
                response.interim(head.headers());
            }
            head.headers().release();
            return exchange.open ? H1Decoder.Body.INTERIM : H1Decoder.Body.STOP;
        }
        exchange.closeAsked |= head.connectionClose || (head.http10 && !head.connectionKeepAlive);
        if (status == 101) {
            return onSwitch(head);
        }
        if (exchange.toHead || status == 204 || status == 304 || (!head.chunked && head.contentLength == 0)) {
            complete = head;
            return H1Decoder.Body.NONE;
        }
        boolean framed = head.chunked || head.contentLength > 0;
        exchange.closeAsked |= !framed;
        respond(head, false);
        if (!exchange.open) {
            return H1Decoder.Body.STOP;
        }
        return framed ? H1Decoder.Body.BY_HEAD : H1Decoder.Body.UNTIL_CLOSE;
    }

    private H1Decoder.Body onSwitch(H1Head head) {
        if (!exchange.switchAsked || head.upgrade() == null) {
            head.headers().release();
            exchange.fail(ResetReason.PROTOCOL_ERROR);
            Sockets.close(channel);
            return H1Decoder.Body.STOP;
        }
        respond(head, false);
        if (exchange.open) {
            exchange.switchProtocol();
        }
        return exchange.open ? H1Decoder.Body.TUNNEL : H1Decoder.Body.STOP;
    }

    private void respond(H1Head head, boolean end) {
        MessageSink response = exchange.response;
        if (exchange.open && response != null) {
            response.headers(head.headers(), end);
        }
        head.headers().release();
    }

    @Override
    public void onHeadOnly() {
        H1Head head = complete;
        if (head != null) {
            complete = null;
            respond(head, true);
            if (exchange.open) {
                exchange.responseEnded();
            }
        }
    }

    @Override
    public void onData(ByteBuf data, boolean end) {
        MessageSink response = exchange.response;
        if (!exchange.open || response == null) {
            data.release();
            return;
        }
        response.data(data, end);
        if (end && exchange.open) {
            exchange.responseEnded();
        }
    }

    @Override
    public void onTrailers(H1Head trailers) {
        MessageSink response = exchange.response;
        if (exchange.open && response != null) {
            response.trailers(trailers.headers());
            if (exchange.open) {
                exchange.responseEnded();
            }
        }
        trailers.headers().release();
    }

    @Override
    public void onFault(ProtocolFault fault) {
        exchange.fail(ResetReason.PROTOCOL_ERROR);
        Sockets.close(channel);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            if (!exchange.open || !decoder.endOfInput()) {
                Sockets.close(channel);
            }
            return;
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed = true;
        loop.worker().beginBurst();
        boolean fresh = !exchange.responseBegun && !decoder.midMessage();
        if (exchange.open && exchange.responseBegun && decoder.endOfInput() && exchange.open) {
            // The body was framed by the end of the connection, and endOfInput has delivered that end.
            exchange.open = false;
        }
        input.discard();
        decoder.stop();
        output().discard();
        exchange.releaseWaiting();
        exchange.fail(
                fresh && streams > 1 ? ResetReason.REUSED_CONNECTION_TERMINATION : ResetReason.CONNECTION_TERMINATION);
        owner.onClosed(this);
        loop.worker().endBurst();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Sockets.close(channel);
    }

    @Override
    public int availableStreams() {
        return exchange.open || draining || closed || !channel.isActive() ? 0 : 1;
    }

    @Override
    public int openStreams() {
        return exchange.open ? 1 : 0;
    }

    @Override
    public long totalStreams() {
        return streams;
    }

    @Override
    public void drain() {
        if (!draining) {
            draining = true;
            owner.onDraining(this);
            if (!exchange.open) {
                Sockets.close(channel);
            }
        }
    }

    @Override
    public void close() {
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
}
