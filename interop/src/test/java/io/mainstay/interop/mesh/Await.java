// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.mesh;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks until something is so, for a bounded time. */
public final class Await {
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

    private Await() {}

    /** Returns the first value that is as wanted. */
    public static <T> T until(String what, Callable<T> look, Predicate<T> wanted, Supplier<String> details)
            throws Exception {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        T last = look.call();
        while (!wanted.test(last)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("in vain: " + what + "; last seen: " + last + "\n" + details.get());
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            last = look.call();
        }
        return last;
    }
}
