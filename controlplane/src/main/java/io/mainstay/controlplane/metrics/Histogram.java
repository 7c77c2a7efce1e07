// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.metrics;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** How long something took, in buckets with upper bounds in seconds. Any thread. */
public final class Histogram {
    private final double[] bounds;
    private final LongAdder[] counts;
    private final LongAdder nanos = new LongAdder();

    /**
     * An empty one.
     *
     * @param bounds in seconds, rising; what is above the last counts too
     */
    public Histogram(double... bounds) {
        this.bounds = bounds.clone();
        this.counts = new LongAdder[bounds.length + 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    public void observe(Duration took) {
        double seconds = took.toNanos() / 1e9;
        int bucket = 0;
        while (bucket < bounds.length && seconds > bounds[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        nanos.add(took.toNanos());
    }

    void write(String name, StringBuilder out) {
        long sum = 0;
        for (int i = 0; i < counts.length; i++) {
            sum += counts[i].sum();
            String bound = i < bounds.length ? MetricsText.number(bounds[i]) : "+Inf";
            out.append(name)
                    .append("_bucket{le=\"")
                    .append(bound)
                    .append("\"} ")
                    .append(sum)
                    .append('\n');
        }
        out.append(name)
                .append("_sum ")
                .append(MetricsText.number(nanos.sum() / 1e9))
                .append('\n');
        out.append(name).append("_count ").append(sum).append('\n');
    }
}
