// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import java.time.Duration;
import java.util.Objects;

/**
 * Asks now and then whether the peer is still there ({@code core.v3.KeepaliveSettings}).
 *
 * @param interval      between answer and next PING; zero: none is sent
 * @param timeout       without answer, or any other frame, for so long closes the connection
 * @param jitterPercent of the interval, added by chance at most; default 15
 */
public record Http2Keepalive(Duration interval, Duration timeout, double jitterPercent) {
    /** No PING. */
    public static final Http2Keepalive NONE = new Http2Keepalive(Duration.ZERO, Duration.ZERO, 0);

    public Http2Keepalive {
        Objects.requireNonNull(interval);
        Objects.requireNonNull(timeout);
    }

    /** How long to wait before the next PING, by a uniform 64-bit draw. */
    public long intervalNanos(long draw) {
        long base = interval.toNanos();
        long most = (long) (base * (jitterPercent / 100));
        return most <= 0 ? base : base + Long.remainderUnsigned(draw, most + 1);
    }
}
