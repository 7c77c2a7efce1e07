// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a signal does to a demo: the thread that made this is interrupted and takes everything down, and the JVM, which ends when its
 * hooks have, waits until this is closed.
 */
final class StopSignal implements AutoCloseable {
    private final CountDownLatch closed = new CountDownLatch(1);

    private StopSignal() {}

    /**
     * Begins to listen.
     *
     * @param patience how long the JVM waits, so that a clean-up that hangs does not keep it for ever
     */
    static StopSignal interrupting(Thread thread, Duration patience) {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> signal.stop(thread, patience), "stop"));
        return signal;
    }

    private void stop(Thread thread, Duration patience) {
        if (closed.getCount() > 0) {
            thread.interrupt();
        }
        try {
            var _ = closed.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** All is cleaned up. */
    @Override
    public void close() {
        closed.countDown();
    }
}
