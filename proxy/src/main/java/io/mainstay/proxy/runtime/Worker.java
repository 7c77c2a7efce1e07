// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.runtime;

import io.mainstay.engine.Observed;
import io.mainstay.proxy.overload.Overload;
import io.mainstay.proxy.overload.SlowReaders;
import io.netty.channel.EventLoop;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** One event loop with what belongs to it alone. Everything here is confined to that loop. */
public final class Worker implements Observed {
    private static final int REMEMBERED_STRINGS = 1024;

    private final int index;
    private final EventLoop loop;
    private final TimerWheel timers;
    private final FlushQueue flushes;
    private final Interner strings = new Interner(REMEMBERED_STRINGS);
    private final DateText date;
    private final RandomGenerator random;
    private final Counters counters;
    private final InstantSource clock;
    private final Overload overload;
    private final SlowReaders slowReaders = new SlowReaders();

    /**
     * The worker of a loop.
     *
     * @param index from 0, below the number of loops
     * @param random its own: never shared between loops
     */
    public Worker(int index, EventLoop loop, Counters counters, RandomGenerator random, InstantSource clock) {
        this(index, loop, counters, random, clock, Overload.unlimited());
    }

    /**
     * The worker of a loop in a process that has limits.
     *
     * @param overload shared by the loops
     */
    public Worker(
            int index,
            EventLoop loop,
            Counters counters,
            RandomGenerator random,
            InstantSource clock,
            Overload overload) {
        this.index = index;
        this.loop = loop;
        this.counters = counters;
        this.random = random;
        this.clock = clock;
        this.overload = overload;
        this.flushes = new FlushQueue(loop);
        this.timers = new TimerWheel(loop);
        this.date = new DateText(clock);
    }

    public int index() {
        return index;
    }

    public EventLoop loop() {
        return loop;
    }

    public TimerWheel timers() {
        return timers;
    }

    /** A channel is being read; {@link #endBurst()} follows when its read is complete. */
    public void beginBurst() {
        timers.freeze();
        flushes.beginBurst();
    }

    /** The channel has been read. */
    public void endBurst() {
        timers.thaw();
        flushes.endBurst();
    }

    public FlushQueue flushes() {
        return flushes;
    }

    public Interner strings() {
        return strings;
    }

    public DateText date() {
        return date;
    }

    @Override
    public long random() {
        return random.nextLong();
    }

    /** That of the process. */
    public Overload overload() {
        return overload;
    }

    /** Connections from clients on this loop. */
    public SlowReaders slowReaders() {
        return slowReaders;
    }

    /** Wall clock. */
    public InstantSource clock() {
        return clock;
    }

    /** The slot of a counter's name, for {@link #count(int)}. Costs; not per connection. */
    public int slot(String name) {
        return counters.slot(name);
    }

    /** Adds to this loop's share of a counter. */
    public void count(int slot, long amount) {
        counters.add(index, slot, amount);
    }

    /** Adds one to this loop's share of a counter. */
    public void count(int slot) {
        counters.add(index, slot, 1);
    }
}
