// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When a name is asked for again and which addresses hold meanwhile. Pure; confined to the config thread. A failure keeps the last good
 * addresses and is retried soon, at first after an eighth of the refresh rate and then ever less often up to the rate itself; an answer that
 * there are no addresses is an answer.
 */
final class DnsRefreshMachine {
    private static final int FIRST_RETRY_SHARE = 8;
    private static final Duration MIN_DELAY = Duration.ofMillis(10);

    private final Duration refreshRate;
    private final boolean respectTtl;
    private Optional<List<InetAddress>> lastGood;
    private int failures;

    DnsRefreshMachine(Duration refreshRate, boolean respectTtl, Optional<List<InetAddress>> lastGood) {
        this.refreshRate = refreshRate;
        this.respectTtl = respectTtl;
        this.lastGood = lastGood;
    }

    /** What holds now; nothing before the first good answer. */
    Optional<List<InetAddress>> addresses() {
        return lastGood;
    }

    /**
     * An answer has come.
     *
     * @param draw uniform in 0.0..1.0
     * @return how long to wait before asking again
     */
    Duration answered(DnsQueries.Answer answer, double draw) {
        return switch (answer) {
            case DnsQueries.Answer.Resolved resolved -> {
                failures = 0;
                lastGood = Optional.of(resolved.addresses());
                boolean byTtl = respectTtl && resolved.ttl().isPositive();
                yield byTtl ? resolved.ttl() : refreshRate;
            }
            case DnsQueries.Answer.Failed failed -> backoff(draw);
        };
    }

    private Duration backoff(double draw) {
        long full = Math.max(1, (refreshRate.toNanos() / FIRST_RETRY_SHARE) << Math.min(failures, 3));
        failures++;
        Duration delay = Duration.ofNanos((long) (full / 2.0 * (1 + draw)));
        return delay.compareTo(MIN_DELAY) < 0 ? MIN_DELAY : delay;
    }
}
