// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.util.concurrent.FastThreadLocal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadBuffersTest {
    private final ByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;
    private final ReadBuffers buffers = new ReadBuffers();
    private final ExtendedHandle one = buffers.newHandle();
    private final ExtendedHandle other = buffers.newHandle();

    @AfterEach
    void release() {
        FastThreadLocal.removeAll();
    }

    /** Has nothing left. */
    private static final class Exhausted extends AbstractByteBufAllocator {
        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            throw new OutOfMemoryError("none left");
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            throw new OutOfMemoryError("none left");
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }

    private ByteBuf read(ExtendedHandle connection, int bytes) {
        ByteBuf buffer = connection.allocate(allocator);
        connection.attemptedBytesRead(buffer.writableBytes());
        connection.lastBytesRead(bytes);
        buffer.writeZero(bytes);
        return buffer;
    }

    @Test
    void connections_read_into_the_same_buffer_when_what_was_read_is_let_go() {
        ByteBuf first = read(one, 100);
        first.release();
        ByteBuf second = read(other, 50);

        assertThat(second).isSameAs(first);
        assertThat(second.readableBytes()).isEqualTo(50);
        second.release();
    }

    @Test
    void kept_bytes_are_not_overwritten_and_their_reader_reads_into_small_buffers_of_its_own() {
        ByteBuf kept = read(one, 100);
        ByteBuf next = read(other, 50);
        assertThat(next).isNotSameAs(kept);
        next.release();

        ByteBuf own = read(one, 100);
        ByteBuf after = read(one, 100);

        assertThat(own).isNotSameAs(next);
        assertThat(after.capacity()).isEqualTo(2048);
        assertThat(kept.refCnt()).isEqualTo(1);
        kept.release();
        own.release();
        after.release();
    }

    @Test
    void when_there_is_no_memory_what_is_kept_stays_as_it_is_and_reading_goes_on_later() {
        ByteBuf kept = read(one, 100);
        assertThatThrownBy(() -> other.allocate(new Exhausted())).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> other.allocate(new Exhausted())).isInstanceOf(OutOfMemoryError.class);

        assertThat(kept.refCnt()).isEqualTo(1);
        ByteBuf next = read(other, 50);
        assertThat(next).isNotSameAs(kept);
        next.release();
        kept.release();
    }

    @Test
    void a_reader_that_no_longer_keeps_shares_again() {
        ByteBuf kept = read(one, 100);
        ByteBuf shared = read(other, 50);
        shared.release();
        kept.release();

        for (int i = 0; i < ReadBuffers.OWN_READS; i++) {
            ByteBuf own = read(one, 100);
            assertThat(own).isNotSameAs(shared);
            own.release();
        }
        ByteBuf again = read(one, 100);

        assertThat(again).isSameAs(shared);
        again.release();
    }

    @Test
    void who_fills_its_buffer_gets_larger_ones_up_to_a_limit() {
        int[] expected = {16, 32, 64, 64};
        for (int kilobytes : expected) {
            ByteBuf buffer = one.allocate(allocator);
            assertThat(buffer.capacity()).isEqualTo(kilobytes * 1024);
            one.attemptedBytesRead(buffer.capacity());
            one.lastBytesRead(buffer.capacity());
            buffer.release();
        }
    }
}
