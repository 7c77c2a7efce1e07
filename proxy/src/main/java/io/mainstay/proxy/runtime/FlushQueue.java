// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects who wrote during a burst of reads, so that each connection is flushed once per burst, whichever connection's bytes caused the writing. Confined
 * to one event loop.
 */
public final class FlushQueue {
    /** Somebody with written, unflushed bytes. */
    public interface Flushable {
        /** Flush now. May cause further writes, even to itself. */
        void flushNow();
    }

    private final List<Flushable> waiting = new ArrayList<>();
    private boolean inBurst;

    /** A read has begun; {@link #endBurst()} follows when the channel's read is complete. */
    public void beginBurst() {
        inBurst = true;
    }

    /** Flushes everyone who wrote. */
    public void endBurst() {
        inBurst = false;
        flushAll();
    }

    /** Flushes at the end of the burst, or now when there is none. The caller makes sure it asks once per flush. */
    public void add(Flushable writer) {
        if (inBurst) {
            waiting.add(writer);
        } else {
            writer.flushNow();
        }
    }

    private void flushAll() {
        // By index: flushing may add more.
        for (int i = 0; i < waiting.size(); i++) {
            waiting.get(i).flushNow();
        }
        waiting.clear();
    }
}
