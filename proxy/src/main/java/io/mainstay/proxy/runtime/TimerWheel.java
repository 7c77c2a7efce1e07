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
        private long linkedTick;
        private int slot = -1;

        /** Called on the loop when the time has come; the timeout is disarmed already. */
        protected abstract void expired();

        public final boolean armed() {
            return slot >= 0 && deadlineTick != NEVER;
        }
    }

    private static final long NEVER = Long.MAX_VALUE;
    private static final int SLOTS = 512;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(8);

    private final EventLoop loop;
    private final @Nullable Timeout[] slots = new @Nullable Timeout[SLOTS];
    private final long[] occupied = new long[SLOTS / Long.SIZE];
    private final long originNanos;
    private final Runnable wake = this::onWake;
    private long doneTick;
    private long wakeTick = Long.MAX_VALUE;
    private long frozenNanos;
    private boolean frozen;

    /** For this loop's timeouts. */
    public TimerWheel(EventLoop loop) {
        this.loop = loop;
        this.originNanos = loop.ticker().nanoTime();
    }

    /** Nanoseconds on the loop's ticker; during a burst of reads, those of its beginning. */
    public long nanoTime() {
        return frozen ? frozenNanos : loop.ticker().nanoTime();
    }

    /** Until {@link #thaw()} time stands still: what happens within microseconds need not ask the clock each time. */
    void freeze() {
        frozenNanos = loop.ticker().nanoTime();
        frozen = true;
    }

    void thaw() {
        frozen = false;
    }

    /** Arms or re-arms. */
    public void arm(Timeout timeout, long delayNanos) {
        arm(timeout, nanoTime(), delayNanos);
    }

    /** Arms or re-arms, for callers that have just read {@link #nanoTime()}. */
    public void arm(Timeout timeout, long nowNanos, long delayNanos) {
        long elapsed = nowNanos - originNanos;
        long deadline = elapsed + Math.max(0, delayNanos);
        long tick = deadline < 0 ? NEVER / TICK_NANOS : deadline / TICK_NANOS + 1;
        tick = Math.max(tick, doneTick + 1);
        timeout.deadlineTick = tick;
        if (timeout.slot >= 0) {
            if (timeout.linkedTick <= tick) {
                // Where it is it will be looked at in time, and moved on then: most are put off or stopped long before.
                return;
            }
            unlink(timeout);
        }
        link(timeout, tick);
        if (tick < wakeTick) {
            scheduleWake(Math.min(tick, elapsed / TICK_NANOS + SLOTS), elapsed);
        }
    }

    private void link(Timeout timeout, long tick) {
        int slot = (int) (tick & (SLOTS - 1));
        Timeout head = slots[slot];
        timeout.slot = slot;
        timeout.linkedTick = tick;
        timeout.previous = null;
        timeout.next = head;
        if (head != null) {
            head.previous = timeout;
        }
        slots[slot] = timeout;
        occupied[slot >> 6] |= 1L << slot;
    }

    /** Disarms, at least cost, what will soon be armed again; for some seconds the wheel may go on referring to it. */
    public void rest(Timeout timeout) {
        timeout.deadlineTick = NEVER;
    }

    /** Disarms and forgets; does nothing when not armed. */
    public void disarm(Timeout timeout) {
        if (timeout.slot >= 0) {
            unlink(timeout);
        }
    }

    private void unlink(Timeout timeout) {
        int slot = timeout.slot;
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
        long elapsed = loop.ticker().nanoTime() - originNanos;
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
            Timeout next = timeout.next;
            if (timeout.deadlineTick <= nowTick) {
                unlink(timeout);
                timeout.expired();
                // Whatever ran may have changed this list: begin again.
                next = slots[slot];
            } else if (timeout.deadlineTick == NEVER) {
                unlink(timeout);
            } else if ((int) (timeout.deadlineTick & (SLOTS - 1)) != slot) {
                unlink(timeout);
                link(timeout, timeout.deadlineTick);
            }
            timeout = next;
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
