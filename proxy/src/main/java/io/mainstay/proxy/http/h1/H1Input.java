// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a connection on their way to its decoder. What the decoder will not take yet (the next pipelined request, or anything while reading is
 * held) waits here, and the socket is not read meanwhile. Confined to its connection's event loop.
 */
final class H1Input {
    private final Channel channel;
    private final H1Decoder decoder;
    private @Nullable ByteBuf waiting;
    private boolean decoding;
    private boolean held;

    H1Input(Channel channel, H1Decoder decoder) {
        this.channel = channel;
        this.decoder = decoder;
    }

    /** Whether bytes are here that belong to no message yet. */
    boolean hasWaiting() {
        ByteBuf bytes = waiting;
        return bytes != null && bytes.isReadable();
    }

    /** Bytes were read. Takes them. */
    void arrived(ByteBuf bytes) {
        ByteBuf before = waiting;
        if (before != null) {
            ByteBuf joined = channel.alloc().directBuffer(before.readableBytes() + bytes.readableBytes());
            joined.writeBytes(before).writeBytes(bytes);
            before.release();
            bytes.release();
            waiting = joined;
        } else {
            waiting = bytes;
        }
        decodeWaiting();
    }

    /** Decodes what waits, if it may be. Safe to call from within the decoder's callbacks. */
    void decodeWaiting() {
        if (decoding) {
            return;
        }
        decoding = true;
        ByteBuf bytes = waiting;
        while (bytes != null && !held && !decoder.idle()) {
            decoder.decode(bytes);
            if (!bytes.isReadable()) {
                waiting = null;
                bytes.release();
                bytes = null;
            }
        }
        decoding = false;
        regulate();
    }

    /** Stops delivering, also what is already here. */
    void hold() {
        held = true;
        decoder.halt();
        regulate();
    }

    /** Delivers again. */
    void resume() {
        held = false;
        decodeWaiting();
    }

    private void regulate() {
        boolean read = !held && waiting == null;
        if (channel.config().isAutoRead() != read) {
            channel.config().setAutoRead(read);
        }
    }

    /** Lets go of what waits. */
    void discard() {
        ByteBuf bytes = waiting;
        if (bytes != null && !decoding) {
            waiting = null;
            bytes.release();
        }
    }
}
