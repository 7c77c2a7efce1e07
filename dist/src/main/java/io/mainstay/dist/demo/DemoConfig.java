// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.demo;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What was asked of a demo.
 *
 * @param length        how long the load lasts; empty: until told to stop
 * @param scenario      a story to play instead
 * @param json          one JSON object on standard output, and nothing else there
 * @param profile       {@code small} or {@code throughput}
 * @param mechanism     false: play the story with what it is about switched off, to see it fail
 * @param perSecond     requests per second
 */
record DemoConfig(
        Optional<Duration> length,
        Optional<Scenario> scenario,
        boolean json,
        String profile,
        boolean mechanism,
        int perSecond) {
    /** The stories. */
    enum Scenario {
        CANARY,
        FAULT,
        FAILOVER,
        UPGRADE,
        OUTAGE;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    DemoConfig {
        Objects.requireNonNull(length);
        Objects.requireNonNull(scenario);
        Objects.requireNonNull(profile);
    }
}
