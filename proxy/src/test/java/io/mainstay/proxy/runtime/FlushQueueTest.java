// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class FlushQueueTest {
    private final Queue<Runnable> later = new ArrayDeque<>();
    private final FlushQueue queue = new FlushQueue(later::add);
    private final List<String> flushed = new ArrayList<>();

    private void read(String... writers) {
        queue.beginBurst();
        for (String writer : writers) {
            queue.add(() -> flushed.add(writer));
        }
        queue.endBurst();
    }

    private void restOfTheLoop() {
        for (Runnable task = later.poll(); task != null; task = later.poll()) {
            task.run();
        }
    }

    @Test
    void writers_of_all_channels_read_are_flushed_by_one_task_after_them() {
        read("a");
        read();
        read("b", "c");
        assertThat(flushed).isEmpty();
        assertThat(later).hasSize(1);

        restOfTheLoop();

        assertThat(flushed).containsExactly("a", "b", "c");
    }

    @Test
    void the_next_round_is_flushed_too() {
        read("a");
        restOfTheLoop();
        read("b");
        restOfTheLoop();

        assertThat(flushed).containsExactly("a", "b");
    }

    @Test
    void who_writes_outside_of_reading_is_flushed_at_once() {
        queue.add(() -> flushed.add("a"));

        assertThat(flushed).containsExactly("a");
        assertThat(later).isEmpty();
    }
}
