// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts by a few labels whose values are bounded by the program, never by its callers. Any thread. */
public final class LabelledCounter {
    private final ConcurrentHashMap<String, LongAdder> counts = new ConcurrentHashMap<>();

    /** Counts one; {@code labels} as Prometheus writes them, {@code type="cds"} for example. */
    public void increment(String labels) {
        counts.computeIfAbsent(labels, _ -> new LongAdder()).increment();
    }

    /** Of all labels together. */
    public long total() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    Map<String, Long> values() {
        Map<String, Long> values = new TreeMap<>();
        counts.forEach((labels, count) -> values.put(labels, count.sum()));
        return values;
    }
}
