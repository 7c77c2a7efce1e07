// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Buffers in which messages are put together, to use again as soon as the socket has taken what they hold: most are sent within the burst
 * that filled them, and then nothing is allocated. Confined to one event loop.
 */
public final class OutputBuffers {
    private static final int BYTES = 8 * 1024;
    private static final int KEPT = 32;

    private final ArrayDeque<ByteBuf> free = new ArrayDeque<>(KEPT);
    private @Nullable ByteBuf last;

    /** An empty buffer of at least that size, owned by the caller. */
    ByteBuf take(ByteBufAllocator allocator, int bytes) {
        if (bytes > BYTES) {
            return allocator.directBuffer(bytes);
        }
        ByteBuf kept = free.pollLast();
        return kept != null ? kept : allocator.directBuffer(BYTES);
    }

    /** This buffer is about to be given to the channel. */
    void written(ByteBuf buffer) {
        flushed();
        if (buffer.capacity() == BYTES && free.size() < KEPT) {
            last = buffer.retain();
        }
    }

    /** The channel has been flushed: what it was given comes back, unless the socket is full and it still waits. */
    void flushed() {
        ByteBuf buffer = last;
        if (buffer == null) {
            return;
        }
        last = null;
        if (buffer.refCnt() == 1) {
            free.addLast(buffer.clear());
        } else {
            buffer.release();
        }
    }

    /** Lets go of what is kept, once the loop has ended. */
    void release() {
        flushed();
        for (ByteBuf buffer = free.poll(); buffer != null; buffer = free.poll()) {
            buffer.release();
        }
    }
}
