// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * Sizes of receive buffers for connections of which nothing is known yet: small until a connection fills several in a row, large while it goes on
 * filling them. A pool of idle or chatty connections stays cheap, a bulk transfer gets few and large reads.
 */
final class GrowingBuffers extends DefaultMaxMessagesRecvByteBufAllocator {
    static final int SMALL = 16 * 1024;
    static final int LARGE = 128 * 1024;
    private static final int FULL_READS_UNTIL_LARGE = 8;
    private static final int POOR_READS_UNTIL_SMALL = 16;

    private final Runnable onLarge;

    /** Tells when it turns to large buffers, each time. */
    GrowingBuffers(Runnable onLarge) {
        this.onLarge = onLarge;
    }

    @Override
    public RecvByteBufAllocator.ExtendedHandle newHandle() {
        return new Sizes();
    }

    /** For one connection. */
    private final class Sizes extends MaxMessageHandle {
        private int size = SMALL;
        private int full;
        private int poor;

        @Override
        public int guess() {
            return size;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return allocator.ioBuffer(size);
        }

        @Override
        public void lastBytesRead(int bytes) {
            super.lastBytesRead(bytes);
            if (bytes <= 0) {
                return;
            }
            if (size == SMALL) {
                full = bytes == SMALL ? full + 1 : 0;
                if (full >= FULL_READS_UNTIL_LARGE) {
                    size = LARGE;
                    poor = 0;
                    onLarge.run();
                }
            } else {
                poor = bytes < SMALL ? poor + 1 : 0;
                if (poor >= POOR_READS_UNTIL_SMALL) {
                    size = SMALL;
                    full = 0;
                }
            }
        }
    }
}
