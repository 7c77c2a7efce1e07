// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When to renew a certificate and, after a failure, when to try again. Spread by chance, so that workloads started together do
 * not come back together. Holds no state but the source of chance.
 */
public final class RenewalSchedule {
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);
    private static final double JITTER = 0.05;

    private final RandomGenerator random;

    public RenewalSchedule(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Half of what was left when the certificate was obtained, give or take a twentieth of the whole. Its own beginning is no
     * measure: authorities backdate it against clock skew.
     */
    public Instant renewAt(Instant obtained, Instant notAfter) {
        Duration life = Duration.between(obtained, notAfter);
        if (life.isNegative() || life.isZero()) {
            return obtained;
        }
        double share = 0.5 + JITTER * (2 * random.nextDouble() - 1);
        return obtained.plusNanos((long) (life.toNanos() * share));
    }

    /** The moment from which a certificate that is still not renewed is worth a warning. */
    public static Instant warnAt(Instant obtained, Instant notAfter) {
        Duration life = Duration.between(obtained, notAfter);
        return life.isNegative() ? obtained : obtained.plusNanos((long) (life.toNanos() * (0.5 + JITTER)));
    }

    /**
     * Doubles from a second to five minutes, of which a random half is waited.
     *
     * @param failures in a row, from 1
     */
    public Duration retryAfter(int failures) {
        long ceiling = FIRST_RETRY.toNanos() << Math.min(failures - 1, 20);
        long capped = Math.min(ceiling, LONGEST_RETRY.toNanos());
        return Duration.ofNanos(capped / 2 + (long) (random.nextDouble() * (capped / 2.0)));
    }
}
