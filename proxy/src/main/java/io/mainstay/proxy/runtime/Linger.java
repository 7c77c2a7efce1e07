// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.runtime;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection whose peer may still be reading. A socket that is closed answers whatever comes after that with a reset, and a reset
 * takes back what the peer has not read yet. So this side only says that it has ended; what still arrives is to be read and dropped until the
 * peer ends too, is silent for a while, or has had time enough. Before that, what was written has to go out: a peer that takes none of it for
 * a while is not waited for either, and the rest is dropped. Confined to its connection's event loop.
 */
public final class Linger extends TimerWheel.Timeout {
    /**
     * Without a byte going out; looked at this often, so at most twice as long. Not shorter: of a slow reader whose socket is full nothing shows here
     * until the kernel has got rid of a third of what it holds, which may be a megabyte.
     */
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final TimerWheel timers;
    private final Channel channel;
    private boolean begun;
    private boolean finished;
    private long unsent;
    private long endNanos;

    /** For a connection; not begun. */
    public Linger(TimerWheel timers, Channel channel) {
        this.timers = timers;
        this.channel = channel;
    }

    /** Ends this side's half, after what was written. Further calls do nothing. */
    public void begin() {
        if (!begun) {
            begun = true;
            timers.arm(this, STUCK_NANOS);
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> finish());
            unsent = unsent();
        }
    }

    /** What is written and has not gone out: less with each byte that goes. */
    private long unsent() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes() - waiting.currentProgress();
    }

    private void finish() {
        if (channel.isActive()) {
            finished = true;
            long now = timers.nanoTime();
            endNanos = now + MOST_NANOS;
            timers.arm(this, now, QUIET_NANOS);
            Sockets.finish(channel);
        }
    }

    public boolean begun() {
        return begun;
    }

    /** Bytes came: the peer is at it yet. */
    public void heard() {
        if (finished && armed()) {
            long now = timers.nanoTime();
            timers.arm(this, now, Math.min(QUIET_NANOS, endNanos - now));
        }
    }

    /** The connection is gone. */
    public void stop() {
        timers.disarm(this);
    }

    @Override
    protected void expired() {
        long now = unsent();
        if (!finished && now < unsent) {
            unsent = now;
            timers.arm(this, STUCK_NANOS);
        } else {
            Sockets.close(channel);
        }
    }
}
