// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** The end of a connection whose peer takes what was written slowly, or not at all. */
class LingerTest {
    private static final int WRITTEN = 100_000;
    private static final long STUCK_MILLIS = 30_000;

    private final StuckChannel channel = StuckChannel.open();
    private final Linger linger = new Linger(new TimerWheel(channel.eventLoop()), channel);

    private void writeAndBegin() {
        var _ = channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[WRITTEN]));
        linger.begin();
    }

    @Test
    void aPeerThatTakesNothingIsNotWaitedFor() {
        writeAndBegin();

        channel.pass(STUCK_MILLIS - 100);
        assertThat(channel.isActive()).isTrue();
        channel.pass(200);
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void aPeerThatTalksAndTakesNothingIsNotWaitedForEither() {
        writeAndBegin();

        for (int i = 0; i < 301; i++) {
            linger.heard();
            channel.pass(100);
        }
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void aSlowPeerGetsAllOfIt() {
        writeAndBegin();

        for (int sent = 0; sent < WRITTEN; sent += WRITTEN / 10) {
            assertThat(channel.isActive()).as("after %d bytes", sent).isTrue();
            channel.pass(STUCK_MILLIS - 1_000);
            channel.take(WRITTEN / 10);
        }
        assertThat(channel.taken().readableBytes()).isEqualTo(WRITTEN);
    }

    @Test
    void aPeerThatStopsInTheMiddleIsNotWaitedFor() {
        writeAndBegin();

        channel.take(WRITTEN / 2);
        channel.pass(2 * STUCK_MILLIS + 100);
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void aConnectionThatIsGoneNeedsNoTimer() {
        writeAndBegin();
        linger.stop();

        assertThat(linger.armed()).isFalse();
    }
}
