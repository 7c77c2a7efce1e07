// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.grpc;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Exponential delays between attempts, half of each drawn at random so that a crowd of clients spreads out. Confined to its client. */
final class Backoff {
    private static final int MAX_DOUBLINGS = 20;

    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;
    private int attempts;

    Backoff(Duration first, Duration longest, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
    }

    Duration next() {
        long doubled = first.toNanos() << Math.min(attempts, MAX_DOUBLINGS);
        attempts++;
        long upper = Math.min(doubled, longest.toNanos());
        return Duration.ofNanos(upper / 2 + random.nextLong(upper / 2 + 1));
    }

    /** An attempt succeeded. */
    void reset() {
        attempts = 0;
    }
}
