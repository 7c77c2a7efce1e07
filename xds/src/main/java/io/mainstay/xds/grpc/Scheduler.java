// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.grpc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Time and what is to happen later; injected, so that tests have their own. */
public interface Scheduler {
    /** The present. */
    Instant now();

    /** Runs work once, later, on any thread. */
    Timer after(Duration delay, Runnable work);

    /** Work that has not run yet. */
    interface Timer {
        /** Has no effect once the work has begun. */
        void cancel();
    }

    /** Wall time and an executor's timers. */
    static Scheduler of(Clock clock, ScheduledExecutorService executor) {
        return new Scheduler() {
            @Override
            public Instant now() {
                return clock.instant();
            }

            @Override
            public Timer after(Duration delay, Runnable work) {
                ScheduledFuture<?> future = executor.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
                return () -> future.cancel(false);
            }
        };
    }
}
