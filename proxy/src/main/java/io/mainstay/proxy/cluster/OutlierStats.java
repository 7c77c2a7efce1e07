// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counters of a cluster's outlier detection, under Envoy's names ({@code cluster.<name>.outlier_detection.*}). Written by the config thread. */
public final class OutlierStats {
    private final Map<OutlierKind, LongAdder> detected = adders();
    private final Map<OutlierKind, LongAdder> enforced = adders();
    private final LongAdder overflow = new LongAdder();
    private volatile int active;

    OutlierStats() {}

    private static Map<OutlierKind, LongAdder> adders() {
        Map<OutlierKind, LongAdder> adders = new EnumMap<>(OutlierKind.class);
        for (OutlierKind kind : OutlierKind.values()) {
            adders.put(kind, new LongAdder());
        }
        return adders;
    }

    private static LongAdder of(Map<OutlierKind, LongAdder> adders, OutlierKind kind) {
        return Objects.requireNonNull(adders.get(kind));
    }

    /** {@code ejections_active}: hosts that are out now. */
    public int ejectionsActive() {
        return active;
    }

    /** {@code ejections_overflow}: detections that {@code max_ejection_percent} held back. */
    public long ejectionsOverflow() {
        return overflow.sum();
    }

    /** {@code ejections_enforced_total}. */
    public long ejectionsEnforced() {
        long sum = 0;
        for (LongAdder adder : enforced.values()) {
            sum += adder.sum();
        }
        return sum;
    }

    /** {@code ejections_enforced_<kind>}. */
    public long ejectionsEnforced(OutlierKind kind) {
        return of(enforced, kind).sum();
    }

    /** {@code ejections_detected_<kind>}: also those that were not enforced. */
    public long ejectionsDetected(OutlierKind kind) {
        return of(detected, kind).sum();
    }

    void active(int hosts) {
        active = hosts;
    }

    void count(OutlierMachine.Effect<?> effect) {
        switch (effect) {
            case OutlierMachine.Effect.Eject<?> eject -> {
                of(detected, eject.kind()).increment();
                of(enforced, eject.kind()).increment();
            }
            case OutlierMachine.Effect.Uneject<?> uneject -> {}
            case OutlierMachine.Effect.Skipped<?> skipped -> skipped(skipped);
        }
    }

    private void skipped(OutlierMachine.Effect.Skipped<?> skipped) {
        switch (skipped.reason()) {
            case UNKNOWN_HOST, ALREADY_EJECTED -> {}
            case NOT_ENFORCED -> of(detected, skipped.kind()).increment();
            case MAX_EJECTION_PERCENT -> {
                of(detected, skipped.kind()).increment();
                overflow.increment();
            }
        }
    }
}
