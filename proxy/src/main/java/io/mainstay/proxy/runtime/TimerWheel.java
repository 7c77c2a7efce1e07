// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.runtime;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Timeouts of one event loop: arming and disarming cost a few pointer writes and allocate nothing, because nearly all timeouts are disarmed. A hashed wheel
 * of intrusive lists; the loop is woken only for slots that hold something. A timeout fires at most one tick late, never early. Confined to its loop.
 */
public final class TimerWheel {
    /** A timeout, embedded in what it times. Arm it again at will; it is in at most one slot. */
    public abstract static class Timeout {
        private @Nullable Timeout previous;
        private @Nullable Timeout next;
        private long deadlineTick;
        private int slot = -1;

        /** Called on the loop when the time has come; the timeout is disarmed already. */
        protected abstract void expired();

        public final boolean armed() {
            return slot >= 0;
        }
    }

    private static final int SLOTS = 512;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(8);

    private final EventLoop loop;
    private final @Nullable Timeout[] slots = new @Nullable Timeout[SLOTS];
    private final long[] occupied = new long[SLOTS / Long.SIZE];
    private final long originNanos;
    private final Runnable wake = this::onWake;
    private long doneTick;
    private long wakeTick = Long.MAX_VALUE;

    /** For this loop's timeouts. */
    public TimerWheel(EventLoop loop) {
        this.loop = loop;
        this.originNanos = loop.ticker().nanoTime();
    }

    /** Nanoseconds on the loop's ticker. */
    public long nanoTime() {
        return loop.ticker().nanoTime();
    }

    /** Arms or re-arms. */
    public void arm(Timeout timeout, long delayNanos) {
        arm(timeout, nanoTime(), delayNanos);
    }

    /** Arms or re-arms, for callers that have just read {@link #nanoTime()}. */
    public void arm(Timeout timeout, long nowNanos, long delayNanos) {
        disarm(timeout);
        long elapsed = nowNanos - originNanos;
        long deadline = elapsed + Math.max(0, delayNanos);
        long tick = deadline < 0 ? Long.MAX_VALUE / TICK_NANOS : deadline / TICK_NANOS + 1;
        tick = Math.max(tick, doneTick + 1);
        timeout.deadlineTick = tick;
        int slot = (int) (tick & (SLOTS - 1));
        Timeout head = slots[slot];
        timeout.slot = slot;
        timeout.previous = null;
        timeout.next = head;
        if (head != null) {
            head.previous = timeout;
        }
        slots[slot] = timeout;
        occupied[slot >> 6] |= 1L << slot;
        if (tick < wakeTick) {
            scheduleWake(Math.min(tick, elapsed / TICK_NANOS + SLOTS), elapsed);
        }
    }

    /** Disarms; does nothing when not armed. */
    public void disarm(Timeout timeout) {
        int slot = timeout.slot;
        if (slot < 0) {
            return;
        }
        Timeout previous = timeout.previous;
        Timeout next = timeout.next;
        if (next != null) {
            next.previous = previous;
        }
        if (previous != null) {
            previous.next = next;
        } else {
            slots[slot] = next;
            if (next == null) {
                occupied[slot >> 6] &= ~(1L << slot);
            }
        }
        timeout.slot = -1;
        timeout.previous = null;
        timeout.next = null;
    }

    private void scheduleWake(long tick, long elapsedNanos) {
        if (tick >= wakeTick) {
            return;
        }
        wakeTick = tick;
        var _ = loop.schedule(wake, Math.max(0, tick * TICK_NANOS - elapsedNanos), TimeUnit.NANOSECONDS);
    }

    private void onWake() {
        long elapsed = nanoTime() - originNanos;
        long nowTick = elapsed / TICK_NANOS;
        if (nowTick < wakeTick) {
            // An earlier wake was scheduled after this one and has done the work, or the ticker is coarse.
            if (wakeTick == Long.MAX_VALUE) {
                return;
            }
        }
        wakeTick = Long.MAX_VALUE;
        long last = Math.min(nowTick, doneTick + SLOTS);
        for (long tick = doneTick + 1; tick <= last; tick++) {
            fire((int) (tick & (SLOTS - 1)), nowTick);
        }
        doneTick = Math.max(doneTick, nowTick);
        long next = nextOccupied(doneTick);
        if (next != Long.MAX_VALUE) {
            scheduleWake(next, elapsed);
        }
    }

    private void fire(int slot, long nowTick) {
        Timeout timeout = slots[slot];
        while (timeout != null) {
            if (timeout.deadlineTick <= nowTick) {
                disarm(timeout);
                timeout.expired();
                // Whatever ran may have changed this list: begin again.
                timeout = slots[slot];
            } else {
                timeout = timeout.next;
            }
        }
    }

    private long nextOccupied(long after) {
        for (long tick = after + 1; tick <= after + SLOTS; tick++) {
            int slot = (int) (tick & (SLOTS - 1));
            if ((occupied[slot >> 6] & 1L << slot) != 0) {
                return tick;
            }
        }
        return Long.MAX_VALUE;
    }
}
