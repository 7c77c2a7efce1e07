// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.config;

import io.mainstay.proxy.cluster.ClusterScheduler;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/** The real config thread as clusters see it. */
public final class ClusterConfigScheduler implements ClusterScheduler {
    private final ConfigThread thread;
    private final LongSupplier nanoTime;

    /**
     * A scheduler.
     *
     * @param nanoTime monotonic time
     */
    public ClusterConfigScheduler(ConfigThread thread, LongSupplier nanoTime) {
        this.thread = thread;
        this.nanoTime = nanoTime;
    }

    @Override
    public long nanoTime() {
        return nanoTime.getAsLong();
    }

    @Override
    public void execute(Runnable work) {
        thread.execute(work);
    }

    @Override
    public ClusterScheduler.Scheduled schedule(Duration delay, Runnable work) {
        Future<?> future = thread.schedule(work, delay.toMillis());
        return () -> future.cancel(false);
    }
}
