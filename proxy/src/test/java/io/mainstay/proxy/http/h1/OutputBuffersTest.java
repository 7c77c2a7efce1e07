// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class OutputBuffersTest {
    private final OutputBuffers buffers = new OutputBuffers();

    private ByteBuf take(int bytes) {
        return buffers.take(UnpooledByteBufAllocator.DEFAULT, bytes);
    }

    @Test
    void what_the_socket_took_is_used_again_and_empty() {
        ByteBuf first = take(100);
        first.writeZero(100);
        buffers.written(first);
        // the channel's reference
        first.release();
        buffers.flushed();

        ByteBuf second = take(100);

        assertThat(second).isSameAs(first);
        assertThat(second.isReadable()).isFalse();
        second.release();
    }

    @Test
    void what_still_waits_for_the_socket_is_left_to_it() {
        ByteBuf waiting = take(100);
        waiting.writeZero(100);
        buffers.written(waiting);
        buffers.flushed();

        ByteBuf next = take(100);

        assertThat(next).isNotSameAs(waiting);
        assertThat(waiting.refCnt()).isEqualTo(1);
        assertThat(waiting.readableBytes()).isEqualTo(100);
        waiting.release();
        next.release();
    }

    @Test
    void large_ones_are_not_kept() {
        ByteBuf large = take(100_000);
        buffers.written(large);
        large.release();

        assertThat(large.refCnt()).isZero();
    }

    @Test
    void nothing_is_left_when_the_loop_has_ended() {
        ByteBuf buffer = take(100);
        buffers.written(buffer);
        buffer.release();
        buffers.flushed();
        assertThat(buffer.refCnt()).isEqualTo(1);

        buffers.release();

        assertThat(buffer.refCnt()).isZero();
    }
}
