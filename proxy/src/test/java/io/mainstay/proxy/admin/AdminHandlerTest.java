// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.proxy.runtime.Counters;
import io.mainstay.proxy.runtime.LoopGroup;
import io.mainstay.proxy.telemetry.Telemetry;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a connection ends that its client does not end in order. */
final class AdminHandlerTest {
    private static final int IDLE_SECONDS = 300;

    private final LoopGroup loops = new LoopGroup(1);
    private final AdminServerTest.FakeProxy proxy = new AdminServerTest.FakeProxy();
    private final AdminPages pages =
            AdminPages.all(proxy, proxy, new Telemetry(loops.loops(), new Counters(1), () -> 0, "here"));
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new IdleStateHandler(0, 0, IDLE_SECONDS), new AdminHandler(pages, Runnable::run));

    @AfterEach
    void close() {
        var _ = channel.close();
        loops.close();
    }

    @Test
    void aConnectionNobodyUsesIsClosed() {
        channel.freezeTime();
        channel.advanceTimeBy(IDLE_SECONDS - 1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();

        channel.advanceTimeBy(2, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();

        assertThat(channel.isOpen()).isFalse();
        channel.checkException();
    }

    /** A handler that throws here is what Netty logs as a warning, the reset itself is not. */
    @Test
    void aConnectionResetByItsClientIsClosedInSilence() {
        channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));

        assertThat(channel.isOpen()).isFalse();
        channel.checkException();
    }
}
