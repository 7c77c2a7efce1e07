// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

/**
 * Upper bounds of a histogram's buckets, and the search for a value's bucket. The bounds contain Envoy's defaults, so that dashboards
 * made for Istio show the same steps, with some finer ones where a sidecar lives.
 */
final class Buckets {
    /** Request durations, in microseconds; exposed as milliseconds. */
    static final Buckets DURATION_MICROS = new Buckets(
            1000,
            100,
            250,
            500,
            750,
            1_000,
            1_500,
            2_000,
            3_000,
            5_000,
            7_500,
            10_000,
            15_000,
            25_000,
            50_000,
            100_000,
            250_000,
            500_000,
            1_000_000,
            2_500_000,
            5_000_000,
            10_000_000,
            30_000_000,
            60_000_000,
            300_000_000,
            600_000_000,
            1_800_000_000L,
            3_600_000_000L);

    /** Message sizes, in bytes. */
    static final Buckets BYTES = new Buckets(
            1,
            1,
            5,
            10,
            25,
            50,
            100,
            250,
            500,
            1_000,
            2_500,
            5_000,
            10_000,
            30_000,
            60_000,
            300_000,
            600_000,
            1_800_000,
            3_600_000,
            100_000_000);

    private final double unit;
    private final long[] bounds;
    private final String[] labels;

    private Buckets(double unit, long... bounds) {
        this.unit = unit;
        this.bounds = bounds;
        labels = new String[bounds.length + 1];
        for (int i = 0; i < bounds.length; i++) {
            labels[i] = PrometheusText.number(bounds[i] / unit);
        }
        labels[bounds.length] = "+Inf";
    }

    /** Number of buckets, the unbounded last one included. */
    int count() {
        return bounds.length + 1;
    }

    /** The bucket a value belongs to: the first whose bound is not below it. */
    int of(long value) {
        int low = 0;
        int high = bounds.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (value <= bounds[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The bound in the exposed unit, as {@code le} has it. */
    String label(int bucket) {
        return labels[bucket];
    }

    /** A sum in the exposed unit. */
    double exposed(long sum) {
        return sum / unit;
    }
}
