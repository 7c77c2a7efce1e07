// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.engine.ResponseFlag;
import io.mainstay.proxy.filter.StreamInfo;
import io.mainstay.proxy.filter.StreamObserver;
import io.mainstay.proxy.runtime.Counters;
import io.mainstay.proxy.stream.Headers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Envoy's {@code cluster.NAME.upstream_rq_*} counters on one loop. They are kept by cluster and not summed over endpoints, so that they
 * never shrink when one goes away. Confined to its loop; allocates when a cluster is first used.
 */
final class ClusterCounts implements StreamObserver {
    private final Counters counters;
    private final int loop;
    private final Map<String, Slots> slots = new HashMap<>();
    private String lastName = "";
    private @Nullable Slots last;

    ClusterCounts(Counters counters, int loop) {
        this.counters = counters;
        this.loop = loop;
    }

    private record Slots(int total, int completed, int retry, int timeout, List<Integer> classes) {
        static Slots of(Counters counters, String cluster) {
            String prefix = "cluster." + cluster + ".upstream_rq_";
            List<Integer> classes = IntStream.rangeClosed(1, 5)
                    .mapToObj(i -> counters.slot(prefix + i + "xx"))
                    .toList();
            return new Slots(
                    counters.slot(prefix + "total"),
                    counters.slot(prefix + "completed"),
                    counters.slot(prefix + "retry"),
                    counters.slot(prefix + "timeout"),
                    classes);
        }
    }

    @Override
    public void onStreamEnd(StreamInfo info, Headers request, Headers response, long durationNanos) {
        String cluster = info.cluster();
        if (cluster.isEmpty()) {
            return;
        }
        Slots of = last;
        if (of == null || !lastName.equals(cluster)) {
            of = slots.computeIfAbsent(cluster, name -> Slots.of(counters, name));
            last = of;
            lastName = cluster;
        }
        counters.add(loop, of.total(), info.attempts());
        if (info.attempts() > 1) {
            counters.add(loop, of.retry(), info.attempts() - 1L);
        }
        if ((info.flags() & ResponseFlag.UPSTREAM_REQUEST_TIMEOUT.bit()) != 0) {
            counters.add(loop, of.timeout(), 1);
        }
        int statusClass = info.status() / 100;
        if (info.attempts() > 0 && statusClass >= 1 && statusClass <= 5) {
            counters.add(loop, of.completed(), 1);
            counters.add(loop, of.classes().get(statusClass - 1), 1);
        }
    }
}
