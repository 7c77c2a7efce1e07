// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.demo;

import java.util.Comparator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the load saw in some span of time.
 *
 * @param samples in the order in which they were due
 */
record LoadReport(List<LoadSample> samples) {
    LoadReport {
        samples = samples.stream()
                .sorted(Comparator.comparingLong(LoadSample::sentNanos))
                .toList();
    }

    int requests() {
        return samples.size();
    }

    int failed() {
        return (int) samples.stream().filter(sample -> !sample.good()).count();
    }

    double successRate() {
        return samples.isEmpty() ? 0 : (double) (requests() - failed()) / requests();
    }

    /** Answers by the version of reviews that had a part in them. */
    SequencedMap<String, Long> reviews() {
        return samples.stream()
                .filter(sample -> !sample.reviews().isEmpty())
                .collect(Collectors.groupingBy(
                        sample -> "reviews-" + sample.reviews(), TreeMap::new, Collectors.counting()));
    }

    /** When failed requests were due, in seconds after a moment, for people: {@code 1.2 to 3.4}, or empty. */
    String failedWhen(long nanos) {
        LongSummaryStatistics due = samples.stream()
                .filter(sample -> !sample.good())
                .mapToLong(LoadSample::sentNanos)
                .summaryStatistics();
        return due.getCount() == 0
                ? ""
                : "%.1f to %.1f".formatted((due.getMin() - nanos) / 1e9, (due.getMax() - nanos) / 1e9);
    }

    /** Failures by kind and status, with what the answer said, for people. */
    SequencedMap<String, Long> failures() {
        return samples.stream()
                .filter(sample -> !sample.good())
                .collect(Collectors.groupingBy(
                        sample -> sample.status() == 0
                                ? sample.failure().toString()
                                : ("status " + sample.status() + " " + sample.said()).strip(),
                        TreeMap::new,
                        Collectors.counting()));
    }

    /** Requests that were due from this moment on. */
    LoadReport since(long nanos) {
        return new LoadReport(
                samples.stream().filter(sample -> sample.sentNanos() >= nanos).toList());
    }

    /** Requests that were due before this moment. */
    LoadReport until(long nanos) {
        return new LoadReport(
                samples.stream().filter(sample -> sample.sentNanos() < nanos).toList());
    }

    double latencyMs(double quantile) {
        long[] sorted = samples.stream()
                .filter(LoadSample::good)
                .mapToLong(LoadSample::latencyNanos)
                .sorted()
                .toArray();
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, sorted.length * quantile)] / 1e6;
    }
}
