// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import io.mainstay.engine.listener.Http2Keepalive;
import io.mainstay.proxy.runtime.TimerWheel;
import io.mainstay.proxy.runtime.Worker;

/**
 * Pings the peer of one connection and gives the connection up when nothing comes back. Any frame counts as a sign of life, because an
 * answer may have to wait behind a large message. Confined to its event loop.
 */
final class Keepalive extends TimerWheel.Timeout {
    /** Tells its answers from others. */
    static final long CONTENT = 0x6d61696e73746179L;

    /** What a keepalive does to its connection. */
    interface Line {
        void ping(long content);

        /** Nobody is there. */
        void dead();
    }

    private final Worker worker;
    private final Http2Keepalive times;
    private final Line line;
    private boolean awaiting;

    Keepalive(Worker worker, Http2Keepalive times, Line line) {
        this.worker = worker;
        this.times = times;
        this.line = line;
    }

    void start() {
        if (!times.interval().isZero() && !armed()) {
            next();
        }
    }

    private void next() {
        awaiting = false;
        worker.timers().arm(this, times.intervalNanos(worker.random()));
    }

    /** Bytes came. */
    void heard() {
        if (awaiting) {
            worker.timers().arm(this, times.timeout().toNanos());
        }
    }

    /** A PING was answered. */
    void answered(long content) {
        if (awaiting && content == CONTENT) {
            next();
        }
    }

    void stop() {
        worker.timers().disarm(this);
    }

    @Override
    protected void expired() {
        if (awaiting) {
            line.dead();
        } else {
            awaiting = true;
            worker.timers().arm(this, times.timeout().toNanos());
            line.ping(CONTENT);
        }
    }
}
