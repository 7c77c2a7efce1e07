// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import java.util.concurrent.atomic.AtomicLongArray;

/** A few longs that many event loops change, kept away from their neighbours' cache lines. They are changed together, so they share theirs. */
final class PaddedLongs {
    /** Two cache lines, because adjacent lines are fetched in pairs. */
    private static final int PAD = 16;

    private final AtomicLongArray cells;

    PaddedLongs(int count) {
        cells = new AtomicLongArray(PAD + count + PAD);
    }

    long get(int index) {
        return cells.getOpaque(PAD + index);
    }

    long add(int index, long delta) {
        return cells.addAndGet(PAD + index, delta);
    }

    void set(int index, long value) {
        cells.set(PAD + index, value);
    }

    /** Adds one unless that would exceed {@code max}. */
    boolean tryIncrement(int index, long max) {
        int cell = PAD + index;
        while (true) {
            long now = cells.get(cell);
            if (now >= max) {
                return false;
            }
            if (cells.weakCompareAndSetVolatile(cell, now, now + 1)) {
                return true;
            }
        }
    }
}
