// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import java.time.Duration;

/** The config thread as clusters see it: runs work, now or later, and tells the time. All work runs one after the other. */
public interface ClusterScheduler {
    /** Work that was scheduled. */
    interface Scheduled {
        /** Keeps it from running, unless it has begun. */
        void cancel();
    }

    /** Monotonic time. */
    long nanoTime();

    /** Runs work on the config thread. Any thread. */
    void execute(Runnable work);

    /** Runs work on the config thread after a delay. */
    Scheduled schedule(Duration delay, Runnable work);
}
