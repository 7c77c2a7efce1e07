// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.overload;

import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the heap now and then and has new work refused while too much of it is alive: a process that collects garbage without end serves nobody. One thread, on which
 * a collection may take its time.
 */
public final class HeapGuard {
    private static final Logger LOGGER = LoggerFactory.getLogger(HeapGuard.class);
    private static final long CALM_MILLIS = 250;
    private static final long WATCHFUL_MILLIS = 25;

    /**
     * The heap.
     *
     * @param used    share in use, from 0 to 1, garbage included
     * @param collect collects the garbage
     */
    public record Heap(DoubleSupplier used, Runnable collect) {
        /** That of this process. */
        public static Heap ofProcess() {
            Runtime runtime = Runtime.getRuntime();
            return new Heap(
                    () -> (double) (runtime.totalMemory() - runtime.freeMemory()) / runtime.maxMemory(), runtime::gc);
        }
    }

    private final Overload overload;
    private final Heap heap;
    private final LongSupplier nanoTime;
    private final HeapMachine machine = new HeapMachine();

    /** Tells this overload. */
    public HeapGuard(Overload overload, Heap heap, LongSupplier nanoTime) {
        this.overload = overload;
        this.heap = heap;
        this.nanoTime = nanoTime;
    }

    /** Looks once; returns the milliseconds to the next look. */
    public long look() {
        if (machine.used(heap.used().getAsDouble(), nanoTime.getAsLong())) {
            heap.collect().run();
            double alive = heap.used().getAsDouble();
            boolean before = machine.scarce();
            machine.alive(alive, nanoTime.getAsLong());
            if (machine.scarce() != before) {
                tell(alive);
            }
        }
        return machine.watchful() ? WATCHFUL_MILLIS : CALM_MILLIS;
    }

    private void tell(double alive) {
        overload.memoryScarce(machine.scarce());
        int percent = (int) Math.round(alive * 100);
        if (machine.scarce()) {
            LOGGER.warn(
                    "overload: {} % of the heap is in use; new connections and requests are refused (connections={},"
                            + " limit={}); give it more with MAINSTAY_JAVA_OPTS=-Xmx..., or lower the limit in"
                            + " overload_manager",
                    percent, overload.connections(), overload.maxConnections());
        } else {
            LOGGER.info("overload is over: {} % of the heap is in use", percent);
        }
    }
}
