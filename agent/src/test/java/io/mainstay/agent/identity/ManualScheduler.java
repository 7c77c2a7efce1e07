// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.identity;

import io.mainstay.xds.grpc.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Time that passes when a test says so. */
public final class ManualScheduler implements Scheduler {
    private final List<Task> tasks = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    private record Task(Instant due, Runnable work) {}

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

    /** Lets time pass; what falls due runs in order, each at its own moment. */
    public void pass(Duration duration) {
        Instant end = now.plus(duration);
        for (Optional<Task> next = next(end); next.isPresent(); next = next(end)) {
            tasks.remove(next.get());
            now = next.get().due().isAfter(now) ? next.get().due() : now;
            next.get().work().run();
        }
        now = end;
    }

    public int pending() {
        return tasks.size();
    }

    private Optional<Task> next(Instant end) {
        return tasks.stream().filter(task -> !task.due().isAfter(end)).min(Comparator.comparing(Task::due));
    }
}
