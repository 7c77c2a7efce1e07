// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.runtime;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;

/** A channel in virtual time whose peer takes as many bytes as it is told to. */
public final class StuckChannel extends EmbeddedChannel {
    private final MockTicker ticker;
    private final ByteBuf taken = Unpooled.buffer();
    private long room;

    private StuckChannel(Builder builder, MockTicker ticker) {
        super(builder);
        this.ticker = ticker;
    }

    /** With a peer that takes nothing yet. */
    public static StuckChannel open(ChannelHandler... handlers) {
        MockTicker ticker = Ticker.newMockTicker();
        return new StuckChannel(EmbeddedChannel.builder().ticker(ticker).handlers(handlers), ticker);
    }

    /** The peer takes so many bytes more; what waits goes out first. */
    public void take(long bytes) {
        room = Math.addExact(room, bytes);
        flush();
    }

    /** What the peer has got and nobody has read from here. */
    public ByteBuf taken() {
        return taken;
    }

    /** Lets time pass in steps of a tick of the wheel. */
    public void pass(long millis) {
        for (long i = 0; i < millis; i += 8) {
            ticker.advance(8, TimeUnit.MILLISECONDS);
            runScheduledPendingTasks();
        }
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer waiting) {
        for (Object first = waiting.current(); first instanceof ByteBuf bytes; first = waiting.current()) {
            int part = (int) Math.min(room, bytes.readableBytes());
            room -= part;
            taken.writeBytes(bytes, bytes.readerIndex(), part);
            boolean whole = part == bytes.readableBytes();
            waiting.removeBytes(part);
            if (!whole) {
                return;
            }
            if (part == 0) {
                waiting.remove();
            }
        }
    }
}
