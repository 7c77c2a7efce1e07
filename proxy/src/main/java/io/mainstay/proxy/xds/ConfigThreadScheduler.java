// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import io.mainstay.xds.grpc.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/** Timers that fire on the config thread, and not at all once cancelled there. */
record ConfigThreadScheduler(Scheduler scheduler, Executor configThread) implements Scheduler {
    @Override
    public Instant now() {
        return scheduler.now();
    }

    @Override
    public Timer after(Duration delay, Runnable work) {
        Once once = new Once(work);
        Timer timer = scheduler.after(delay, () -> configThread.execute(once));
        return () -> {
            once.cancelled = true;
            timer.cancel();
        };
    }

    /** Confined to the config thread. */
    private static final class Once implements Runnable {
        private final Runnable work;
        private boolean cancelled;

        Once(Runnable work) {
            this.work = work;
        }

        @Override
        public void run() {
            if (!cancelled) {
                work.run();
            }
        }
    }
}
