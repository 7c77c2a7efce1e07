// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.runtime;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * What connections read into. A codec has mostly taken what it wants by the time the next channel is read, so all connections of a loop read into
 * the same buffer, again and again: it stays in the processor's cache, nothing is allocated, and an idle connection holds nothing. A connection
 * whose bytes are kept for longer has a buffer of its own for a while, of about the size of what it reads, as has one that fills the shared one.
 */
public final class ReadBuffers extends DefaultMaxMessagesRecvByteBufAllocator {
    static final int SHARED = 16 * 1024;
    static final int OWN_READS = 64;
    private static final int SMALLEST = 2 * 1024;
    private static final int LARGEST = 64 * 1024;

    private final FastThreadLocal<Shared> ofLoop = new FastThreadLocal<>() {
        @Override
        protected Shared initialValue() {
            return new Shared();
        }

        @Override
        protected void onRemoval(Shared shared) {
            shared.release();
        }
    };

    @Override
    public RecvByteBufAllocator.ExtendedHandle newHandle() {
        return new Sizes(ofLoop.get());
    }

    /** The buffer of a loop. */
    private static final class Shared {
        private @Nullable ByteBuf buffer;
        private @Nullable Sizes reader;

        ByteBuf take(Sizes next, ByteBufAllocator allocator) {
            ByteBuf kept = buffer;
            if (kept == null || kept.refCnt() > 1) {
                // Forgotten before it is given up and another is asked for: that may fail, and this one is no longer
                // ours.
                buffer = null;
                if (kept != null) {
                    kept.release();
                }
                if (reader != null) {
                    reader.keeps();
                }
                kept = allocator.ioBuffer(SHARED);
                buffer = kept;
            }
            reader = next;
            return kept.clear().retain();
        }

        void release() {
            ByteBuf kept = buffer;
            buffer = null;
            if (kept != null) {
                kept.release();
            }
        }
    }

    /** For one connection. */
    private final class Sizes extends MaxMessageHandle {
        private final Shared shared;
        private int size = SHARED;
        private int ownReads;

        Sizes(Shared shared) {
            this.shared = shared;
        }

        /** What was read last is still referred to. */
        void keeps() {
            ownReads = OWN_READS;
        }

        @Override
        public int guess() {
            return size;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            if (ownReads == 0) {
                return shared.take(this, allocator);
            }
            ownReads--;
            return allocator.ioBuffer(size);
        }

        @Override
        public void lastBytesRead(int bytes) {
            super.lastBytesRead(bytes);
            if (bytes <= 0) {
                return;
            }
            if (bytes == attemptedBytesRead()) {
                size = Math.min(LARGEST, attemptedBytesRead() * 2);
                ownReads = OWN_READS;
            } else if (ownReads > 0) {
                size = Math.max(SMALLEST, Integer.highestOneBit(bytes) * 2);
            } else {
                size = SHARED;
            }
        }
    }
}
