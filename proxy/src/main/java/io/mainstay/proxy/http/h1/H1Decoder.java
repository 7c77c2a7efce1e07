// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import io.mainstay.proxy.stream.ProtocolFault;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Cuts a byte stream into messages. One per connection and direction; it stops after each message and is told when the next may begin, so pipelined
 * requests wait in their buffer. Returns what is wrong through {@link Events#onFault}; never throws for what a peer sent. Confined to its connection's event loop.
 */
final class H1Decoder {
    /** What is found, in order. Any of these may call {@link #halt()}. */
    interface Events {
        /**
         * A head is complete.
         *
         * @param head the callee owns its one reference
         * @return how the body that follows is framed
         */
        Body onHead(H1Head head);

        /** A piece of the body. Takes {@code data}; it is not empty unless {@code end}. */
        void onData(ByteBuf data, boolean end);

        /** Trailers, which end the message; the callee owns the one reference. */
        void onTrailers(H1Head trailers);

        /** The head was the whole message. Called after {@link #onHead} returned {@link Body#NONE}. */
        void onHeadOnly();

        /** The peer broke the protocol; nothing more will be decoded. */
        void onFault(ProtocolFault fault);
    }

    /** How a body is framed, RFC 9112 section 6.3. */
    enum Body {
        NONE,
        /** As the head says: by length or chunked. */
        BY_HEAD,
        /** Everything until the connection ends: responses without a length. */
        UNTIL_CLOSE,
        /** Not HTTP any more: after 101 or CONNECT. */
        TUNNEL,
        /** No body, and another head of the same message follows: 1xx responses. */
        INTERIM,
        /** The callee refused the message; nothing more is decoded. */
        STOP
    }

    private enum State {
        IDLE,
        HEAD,
        FIXED,
        CHUNK_HEAD,
        CHUNK_DATA,
        CHUNK_END,
        TRAILERS,
        UNTIL_CLOSE,
        STOPPED
    }

    private final HeadReader reader;
    private final HeadReader.Kind kind;
    private final Events events;
    private final ChunkLine chunkLine = new ChunkLine();
    private State state = State.IDLE;
    private long remaining;
    private boolean halted;

    H1Decoder(HeadPool pool, H1Limits limits, boolean requests, Events events) {
        this.reader = new HeadReader(pool, limits);
        this.kind = requests ? HeadReader.Kind.REQUEST : HeadReader.Kind.RESPONSE;
        this.events = events;
    }

    /** Lets the next message begin. Only between messages. */
    void next() {
        if (state == State.IDLE) {
            reader.begin(kind);
            state = State.HEAD;
        }
    }

    /** Makes {@link #decode} return after the current callback. */
    void halt() {
        halted = true;
    }

    /** Decodes no more, ever. */
    void stop() {
        reader.abandon();
        state = State.STOPPED;
    }

    /** Whether a message is partly read. */
    boolean midMessage() {
        return state != State.IDLE && state != State.STOPPED && (state != State.HEAD || reader.begun());
    }

    /** Whether a head is awaited or partly read. */
    boolean awaitingHead() {
        return state == State.HEAD;
    }

    /** Whether between messages and not allowed to begin one. */
    boolean idle() {
        return state == State.IDLE;
    }

    /** Decodes until the buffer is used up, the message ends, or a callback halts. Borrows {@code in}; what stays readable is to be offered again. */
    void decode(ByteBuf in) {
        halted = false;
        while (!halted && in.isReadable()) {
            switch (state) {
                case IDLE -> {
                    return;
                }
                case STOPPED -> in.skipBytes(in.readableBytes());
                case HEAD -> head(in);
                case FIXED -> fixed(in);
                case CHUNK_HEAD -> chunkHead(in);
                case CHUNK_DATA -> chunkData(in);
                case CHUNK_END -> chunkEnd(in);
                case TRAILERS -> trailers(in);
                case UNTIL_CLOSE -> events.onData(in.readRetainedSlice(in.readableBytes()), false);
            }
        }
    }

    /** The peer will send no more. True when that ends, or does not disturb, a message. */
    boolean endOfInput() {
        if (state == State.UNTIL_CLOSE) {
            state = State.IDLE;
            events.onData(Unpooled.EMPTY_BUFFER, true);
            return true;
        }
        return !midMessage();
    }

    private void fault(ProtocolFault what) {
        stop();
        events.onFault(what);
    }

    private void head(ByteBuf in) {
        switch (reader.read(in)) {
            case MORE -> {}
            case FAULT -> fault(reader.fault());
            case DONE -> {
                H1Head head = reader.finished();
                boolean chunked = head.chunked;
                long length = head.contentLength;
                begin(events.onHead(head), chunked, length);
            }
        }
    }

    private void begin(Body body, boolean chunked, long length) {
        if (state == State.STOPPED) {
            return;
        }
        switch (body) {
            case NONE -> {
                state = State.IDLE;
                events.onHeadOnly();
            }
            case BY_HEAD -> {
                if (chunked) {
                    chunkLine.begin();
                    state = State.CHUNK_HEAD;
                } else {
                    remaining = length;
                    state = State.FIXED;
                }
            }
            case UNTIL_CLOSE, TUNNEL -> state = State.UNTIL_CLOSE;
            case INTERIM -> reader.begin(kind);
            case STOP -> stop();
        }
    }

    private void fixed(ByteBuf in) {
        int take = (int) Math.min(remaining, in.readableBytes());
        remaining -= take;
        boolean end = remaining == 0;
        if (end) {
            state = State.IDLE;
        }
        events.onData(in.readRetainedSlice(take), end);
    }

    private void chunkHead(ByteBuf in) {
        switch (chunkLine.read(in)) {
            case MORE -> {}
            case FAULT -> fault(ProtocolFault.BAD_CHUNK);
            case DONE -> {
                remaining = chunkLine.size();
                if (remaining == 0) {
                    reader.begin(HeadReader.Kind.TRAILERS);
                    state = State.TRAILERS;
                } else {
                    state = State.CHUNK_DATA;
                }
            }
        }
    }

    private void chunkData(ByteBuf in) {
        int take = (int) Math.min(remaining, in.readableBytes());
        remaining -= take;
        if (remaining == 0) {
            chunkLine.beginEnd();
            state = State.CHUNK_END;
        }
        events.onData(in.readRetainedSlice(take), false);
    }

    private void chunkEnd(ByteBuf in) {
        switch (chunkLine.readEnd(in)) {
            case MORE -> {}
            case FAULT -> fault(ProtocolFault.BAD_CHUNK);
            case DONE -> {
                chunkLine.begin();
                state = State.CHUNK_HEAD;
            }
        }
    }

    private void trailers(ByteBuf in) {
        switch (reader.read(in)) {
            case MORE -> {}
            case FAULT -> fault(reader.fault());
            case DONE -> {
                H1Head trailers = reader.finished();
                state = State.IDLE;
                if (trailers.size() == 0) {
                    trailers.headers().release();
                    events.onData(Unpooled.EMPTY_BUFFER, true);
                } else {
                    events.onTrailers(trailers);
                }
            }
        }
    }
}
