// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A config thread on virtual time: work runs when the test says so. */
public final class FakeScheduler implements ClusterScheduler {
    private static final class Timer {
        final long atNanos;
        final Runnable work;
        boolean cancelled;

        Timer(long atNanos, Runnable work) {
            this.atNanos = atNanos;
            this.work = work;
        }
    }

    private final Queue<Runnable> ready = new ConcurrentLinkedQueue<>();
    private final List<Timer> timers = new ArrayList<>();
    private long now;

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void execute(Runnable work) {
        ready.add(work);
    }

    @Override
    public Scheduled schedule(Duration delay, Runnable work) {
        Timer timer = new Timer(now + delay.toNanos(), work);
        timers.add(timer);
        return () -> timer.cancelled = true;
    }

    /** Runs what was handed over. */
    void run() {
        Queue<Runnable> work = new ArrayDeque<>();
        for (Runnable next = ready.poll(); next != null; next = ready.poll()) {
            work.add(next);
        }
        work.forEach(Runnable::run);
        if (!ready.isEmpty()) {
            run();
        }
    }

    /** Lets time pass; timers go off at their times. */
    void pass(Duration time) {
        long end = now + time.toNanos();
        run();
        while (true) {
            timers.removeIf(timer -> timer.cancelled);
            Timer next = timers.stream()
                    .min(Comparator.comparingLong(timer -> timer.atNanos))
                    .orElse(null);
            if (next == null || next.atNanos > end) {
                break;
            }
            now = next.atNanos;
            timers.remove(next);
            next.work.run();
            run();
        }
        now = end;
    }

    int timers() {
        timers.removeIf(timer -> timer.cancelled);
        return timers.size();
    }

    Duration untilNextTimer() {
        timers.removeIf(timer -> timer.cancelled);
        return Duration.ofNanos(
                timers.stream().mapToLong(timer -> timer.atNanos).min().orElseThrow() - now);
    }
}
