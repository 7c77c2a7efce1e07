// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.overload;

/**
 * Tells garbage from what is alive. A heap in use to its brim says nothing: it may be full of garbage. One that has been so for a moment is collected, and what is left
 * then counts. Pure; time is given, in nanoseconds of any clock that only goes forward. One thread.
 */
final class HeapMachine {
    /** Share of the heap from which on a look is worth a collection, and beyond which what is alive leaves too little. */
    static final double HIGH = 0.85;

    /** Share of the heap below which what is alive must come before all is well again. */
    static final double LOW = 0.75;

    static final long SUSPICION_NANOS = 100_000_000;
    static final long PAUSE_NANOS = 2_000_000_000;

    private boolean scarce;
    private boolean high;
    private long highSince;
    private boolean collected;
    private long collectedAt;

    /** Whether the heap is to be collected now, and {@link #alive} to be told. */
    boolean used(double share, long now) {
        boolean before = high;
        high = share >= HIGH;
        if (high && !before) {
            highSince = now;
        }
        boolean rested = !collected || now - collectedAt >= PAUSE_NANOS;
        return rested && (scarce || (high && now - highSince >= SUSPICION_NANOS));
    }

    /** What a collection has left. */
    void alive(double share, long now) {
        collected = true;
        collectedAt = now;
        high = share >= HIGH;
        highSince = now;
        scarce = share >= (scarce ? LOW : HIGH);
    }

    /** Whether new work is refused. */
    boolean scarce() {
        return scarce;
    }

    /** Whether to look again soon. */
    boolean watchful() {
        return high || scarce;
    }
}
