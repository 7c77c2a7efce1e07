// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Collects who wrote while the loop goes through the channels that are ready, so that each connection is flushed once, after all of them
 * were read: several streams that share a connection go out in one send, and reading and sending each stay in the processor's caches. Confined
 * to one event loop.
 */
public final class FlushQueue {
    /** Somebody with written, unflushed bytes. */
    public interface Flushable {
        /** Flush now. May cause further writes, even to itself. Does nothing when that has happened already. */
        void flushNow();
    }

    private final List<Flushable> waiting = new ArrayList<>();
    private final Executor loop;
    private final Runnable later = this::flushAll;
    private boolean inBurst;
    private boolean scheduled;

    /** @param loop runs what it is given after the channels that are ready now */
    FlushQueue(Executor loop) {
        this.loop = loop;
    }

    /** A read has begun; {@link #endBurst()} follows when the channel's read is complete. */
    public void beginBurst() {
        inBurst = true;
    }

    /** Everyone who wrote is flushed once the loop has read what else is ready. */
    public void endBurst() {
        inBurst = false;
        if (!scheduled && !waiting.isEmpty()) {
            scheduled = true;
            loop.execute(later);
        }
    }

    /** Flushes after the burst, or now when there is none. The caller makes sure it asks once per flush. */
    public void add(Flushable writer) {
        if (inBurst) {
            waiting.add(writer);
        } else {
            writer.flushNow();
        }
    }

    private void flushAll() {
        scheduled = false;
        // By index: flushing may add more.
        for (int i = 0; i < waiting.size(); i++) {
            waiting.get(i).flushNow();
        }
        waiting.clear();
    }
}
