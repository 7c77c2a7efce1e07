// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.overload;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps room in the memory that messages pass through. Each connection holds a bounded part of it, but many that do not read hold all:
 * from {@link #HIGH} on no new work is taken, and those for whom most waits are cut off until less than {@link #LOW} is in use.
 * Config thread.
 */
public final class BufferGuard {
    /** Share of the memory from which on it is scarce: what is left must last until what is cut off has been let go. */
    static final double HIGH = 0.6;

    /** Share of the memory below which all is well again. */
    static final double LOW = 0.4;

    private static final Logger LOGGER = LoggerFactory.getLogger(BufferGuard.class);
    private static final long CALM_MILLIS = 100;
    private static final long WATCHFUL_MILLIS = 20;

    private final Overload overload;
    private final long capacity;
    private final LongSupplier used;
    private final LongConsumer shed;
    private boolean scarce;

    /**
     * Tells this overload.
     *
     * @param capacity bytes there are
     * @param used     bytes in use; any thread
     * @param shed     lets go of so many bytes, soon; see {@link SlowReaders#shed}
     */
    public BufferGuard(Overload overload, long capacity, LongSupplier used, LongConsumer shed) {
        this.overload = overload;
        this.capacity = capacity;
        this.used = used;
        this.shed = shed;
    }

    /** Looks once; returns the milliseconds to the next look. */
    public long look() {
        long now = used.getAsLong();
        boolean before = scarce;
        scarce = now >= capacity * (scarce ? LOW : HIGH);
        if (scarce) {
            shed.accept(now - (long) (capacity * LOW));
        }
        if (scarce != before) {
            tell(Math.round(now * 100.0 / capacity));
        }
        return scarce ? WATCHFUL_MILLIS : CALM_MILLIS;
    }

    private void tell(long percent) {
        overload.buffersScarce(scarce);
        if (scarce) {
            LOGGER.warn(
                    "overload: {} % of the memory for messages is in use; new connections and requests are refused,"
                        + " and connections whose clients do not read are closed (connections={}); give it more with"
                        + " MAINSTAY_JAVA_OPTS=-XX:MaxDirectMemorySize=...",
                    percent, overload.connections());
        } else {
            LOGGER.info("overload is over: {} % of the memory for messages is in use", percent);
        }
    }
}
