// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import io.mainstay.proxy.runtime.FlushQueue;
import io.mainstay.proxy.stream.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes one message after another to a connection: frames bodies, puts heads and small pieces into one buffer so that they leave in one system call, and
 * flushes once per burst. Confined to its connection's event loop.
 */
final class H1Output implements FlushQueue.Flushable {
    /** A piece up to this size is copied behind what is held; a larger one is passed as it is. */
    private static final int COPY_LIMIT = H1Encoder.COPY_BYTES;

    private static final int CHUNKED_HEADROOM = 2048;

    private final H1Encoder encoder;
    private final OutputBuffers buffers;
    private final FlushQueue flushes;
    private final Runnable flushed;
    private final ChannelHandlerContext ctx;
    private @Nullable ByteBuf held;
    private boolean dirty;
    private H1Encoder.Framing framing = H1Encoder.Framing.NONE;
    private long remaining;

    /** @param flushed runs after each flush */
    H1Output(H1Loop loop, ChannelHandlerContext ctx, Runnable flushed) {
        this.encoder = loop.encoder();
        this.buffers = loop.buffers();
        this.flushes = loop.worker().flushes();
        this.ctx = ctx;
        this.flushed = flushed;
    }

    H1Encoder encoder() {
        return encoder;
    }

    boolean raw() {
        return framing == H1Encoder.Framing.RAW;
    }

    /** Writes the head the encoder holds and frames what follows as the encoder says. */
    void head() {
        framing = encoder.framing();
        remaining = framing == H1Encoder.Framing.LENGTH ? encoder.length() : 0;
        int headroom =
                switch (framing) {
                    case NONE -> 0;
                    case LENGTH -> (int) Math.min(remaining, COPY_LIMIT);
                    case CHUNKED -> CHUNKED_HEADROOM;
                    case RAW -> 0;
                };
        encoder.writeHead(room(encoder.headBytes(), headroom));
        dirty();
    }

    /** Writes bytes that are no part of a message with a body: an interim or a bare answer. Takes them. */
    void plain(ByteBuf bytes) {
        append(bytes);
        dirty();
    }

    /**
     * Writes a piece of the body.
     *
     * @param data taken
     * @return false when it contradicts the declared length; the message cannot be completed
     */
    boolean data(ByteBuf data, boolean end) {
        int count = data.readableBytes();
        switch (framing) {
            case NONE -> data.release();
            case RAW -> append(data);
            case LENGTH -> {
                remaining -= count;
                if (remaining < 0) {
                    data.release();
                    return false;
                }
                append(data);
            }
            case CHUNKED -> chunk(data, count, end);
        }
        dirty();
        return !end || framing != H1Encoder.Framing.LENGTH || remaining == 0;
    }

    private void chunk(ByteBuf data, int count, boolean end) {
        if (count > 0) {
            boolean copied = count <= COPY_LIMIT;
            ByteBuf out = room(H1Encoder.CHUNK_OVERHEAD, copied ? count + H1Encoder.CHUNK_OVERHEAD : 0);
            H1Encoder.chunkHead(count, out);
            if (copied && out.writableBytes() >= count + 2) {
                copy(data, count, out);
            } else {
                append(data);
                out = room(16, 0);
            }
            H1Encoder.chunkEnd(out);
        } else {
            data.release();
        }
        if (end) {
            H1Encoder.lastChunk(room(8, 0));
        }
    }

    /** Ends the message with trailers; a message that is not chunked has no place for them, they are dropped. */
    boolean trailers(Headers trailers) {
        if (framing == H1Encoder.Framing.CHUNKED) {
            encoder.trailers(trailers, room(512, 0));
        }
        dirty();
        return framing != H1Encoder.Framing.LENGTH || remaining == 0;
    }

    private ByteBuf room(int needed, int headroom) {
        ByteBuf out = held;
        if (out != null) {
            if (out.writableBytes() >= needed) {
                return out;
            }
            writeHeld();
        }
        out = buffers.take(ctx.alloc(), needed + headroom);
        held = out;
        return out;
    }

    private void append(ByteBuf data) {
        ByteBuf out = held;
        int count = data.readableBytes();
        if (count == 0) {
            data.release();
        } else if (out != null && count <= COPY_LIMIT && out.writableBytes() >= count) {
            copy(data, count, out);
        } else {
            writeHeld();
            var _ = ctx.write(data, ctx.voidPromise());
        }
    }

    /** Through an array: from one direct buffer to another Netty would make views of both. Takes {@code data}. */
    private void copy(ByteBuf data, int count, ByteBuf out) {
        byte[] array = encoder.copyArray();
        data.readBytes(array, 0, count);
        out.writeBytes(array, 0, count);
        data.release();
    }

    private void writeHeld() {
        ByteBuf out = held;
        if (out != null) {
            held = null;
            buffers.written(out);
            var _ = ctx.write(out, ctx.voidPromise());
        }
    }

    private void dirty() {
        if (!dirty) {
            dirty = true;
            flushes.add(this);
        }
    }

    @Override
    public void flushNow() {
        if (!dirty) {
            return;
        }
        dirty = false;
        writeHeld();
        ctx.flush();
        buffers.flushed();
        flushed.run();
    }

    /** Lets go of what was never written, because the connection is gone. */
    void discard() {
        ByteBuf out = held;
        if (out != null) {
            held = null;
            out.release();
        }
        dirty = false;
    }
}
