// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counters of a cluster that are not counted per event loop, under Envoy's names ({@code cluster.<name>.*}). Any thread. */
public final class ClusterStats {
    /** A counter. */
    public enum Counter {
        /** Endpoints were added or removed. */
        MEMBERSHIP_CHANGE,
        /** DNS was asked, or an assignment arrived. */
        UPDATE_ATTEMPT,
        /** With an answer. */
        UPDATE_SUCCESS,
        /** Without an answer; the last good endpoints stay. */
        UPDATE_FAILURE,
        /** With an answer that changed nothing. */
        UPDATE_NO_REBUILD,
        /** Choices made with health ignored. */
        LB_HEALTHY_PANIC,
        /** Streams for which there was no endpoint. */
        UPSTREAM_CX_NONE_HEALTHY
    }

    private final Map<Counter, LongAdder> values = new EnumMap<>(Counter.class);

    ClusterStats() {
        for (Counter counter : Counter.values()) {
            values.put(counter, new LongAdder());
        }
    }

    /** The sum now. */
    public long get(Counter counter) {
        return Objects.requireNonNull(values.get(counter)).sum();
    }

    void increment(Counter counter) {
        Objects.requireNonNull(values.get(counter)).increment();
    }
}
