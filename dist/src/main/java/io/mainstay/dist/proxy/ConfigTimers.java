// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import io.mainstay.proxy.config.ConfigThread;
import io.mainstay.xds.grpc.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledFuture;

/** The config thread's clock and timers. */
record ConfigTimers(ConfigThread thread, InstantSource clock) implements Scheduler {
    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public Timer after(Duration delay, Runnable work) {
        ScheduledFuture<?> future = thread.schedule(work, Math.max(0, delay.toMillis()));
        return () -> future.cancel(false);
    }
}
