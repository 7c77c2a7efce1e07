// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import io.mainstay.xds.grpc.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that moves when told to. Confined to the test's thread. */
final class ManualScheduler implements Scheduler {
    private final List<Task> tasks = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Timer after(Duration delay, Runnable work) {
        Task task = new Task(now.plus(delay), work);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    void advance(Duration duration) {
        Instant end = now.plus(duration);
        for (List<Task> due = due(end); !due.isEmpty(); due = due(end)) {
            Task task = due.getFirst();
            tasks.remove(task);
            now = task.at();
            task.work().run();
        }
        now = end;
    }

    private List<Task> due(Instant end) {
        return tasks.stream()
                .filter(task -> !task.at().isAfter(end))
                .sorted(Comparator.comparing(Task::at))
                .toList();
    }

    private record Task(Instant at, Runnable work) {}
}
