// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Istio's standard request metrics over the cells of all loops. A series that nobody has counted in for the idle time is dropped from every
 * loop at once, so that a sum never shrinks while it is shown.
 */
final class RequestMetrics {
    private final List<RequestTable> tables;
    private final List<? extends Executor> loops;
    private final long idleNanos;
    private final Map<String, LastChange> changes = new HashMap<>();

    /**
     * For these loops.
     *
     * @param loops     where tables may be written
     * @param limit     cells per loop
     * @param idleNanos after which an unchanged series is dropped
     */
    RequestMetrics(List<? extends Executor> loops, int limit, long idleNanos) {
        this.loops = List.copyOf(loops);
        this.idleNanos = idleNanos;
        var made = new ArrayList<RequestTable>();
        for (int i = 0; i < loops.size(); i++) {
            made.add(new RequestTable(limit));
        }
        tables = List.copyOf(made);
    }

    private record LastChange(long requests, long nanos) {}

    RequestTable table(int loop) {
        return tables.get(loop);
    }

    /** Writes the four families. Any thread. */
    void write(PrometheusText text) {
        Map<String, RequestCell.Sum> sums = new LinkedHashMap<>();
        for (RequestTable table : tables) {
            for (RequestCell cell : table.cells()) {
                sums.computeIfAbsent(RequestLabels.of(cell.key), labels -> new RequestCell.Sum())
                        .add(cell);
            }
        }
        if (sums.isEmpty()) {
            return;
        }
        text.family("istio_requests_total", "counter", "Requests that have ended.");
        sums.forEach((labels, sum) -> text.sample("istio_requests_total", labels, sum.requests()));
        String duration = "istio_request_duration_milliseconds";
        text.family(duration, "histogram", "From the request's head to the end of the response.");
        sums.forEach((labels, sum) -> sum.writeDuration(text, duration, labels));
        text.family("istio_request_bytes", "histogram", "Request bodies.");
        sums.forEach((labels, sum) -> sum.writeRequestBytes(text, "istio_request_bytes", labels));
        text.family("istio_response_bytes", "histogram", "Response bodies.");
        sums.forEach((labels, sum) -> sum.writeResponseBytes(text, "istio_response_bytes", labels));
    }

    /** Drops what has been idle for too long. One thread, from time to time. */
    void expire(long nowNanos) {
        Map<String, RequestCell.Sum> sums = new HashMap<>();
        Map<String, Set<RequestCell>> cells = new HashMap<>();
        for (RequestTable table : tables) {
            for (RequestCell cell : table.cells()) {
                String labels = RequestLabels.of(cell.key);
                sums.computeIfAbsent(labels, key -> new RequestCell.Sum()).add(cell);
                cells.computeIfAbsent(labels, key -> Collections.newSetFromMap(new IdentityHashMap<>()))
                        .add(cell);
            }
        }
        changes.keySet().retainAll(sums.keySet());
        Set<RequestCell> idle = Collections.newSetFromMap(new IdentityHashMap<>());
        sums.forEach((labels, sum) -> {
            LastChange last = changes.get(labels);
            if (last == null || last.requests() != sum.requests()) {
                changes.put(labels, new LastChange(sum.requests(), nowNanos));
            } else if (nowNanos - last.nanos() >= idleNanos) {
                idle.addAll(cells.getOrDefault(labels, Set.of()));
                changes.remove(labels);
            }
        });
        if (!idle.isEmpty()) {
            for (int i = 0; i < tables.size(); i++) {
                RequestTable table = tables.get(i);
                loops.get(i).execute(() -> table.remove(idle));
            }
        }
    }
}
