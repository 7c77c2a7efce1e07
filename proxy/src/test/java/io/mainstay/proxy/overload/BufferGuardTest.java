// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Memory of a hundred bytes, and readers who hold some of it. */
class BufferGuardTest {
    private final Overload overload = new Overload(10, 4_000);
    private final SlowReaders readers = new SlowReaders();
    private final List<String> cutOff = new ArrayList<>();
    private long used = 30;

    private final BufferGuard guard = new BufferGuard(overload, 100, () -> used, readers::shed);

    private void reader(String name, long bytes) {
        used += bytes;
        readers.add(new SlowReaders.Reader() {
            private long waiting = bytes;

            @Override
            public long waiting() {
                return waiting;
            }

            @Override
            public void cutOff() {
                cutOff.add(name);
                used -= waiting;
                waiting = 0;
            }
        });
    }

    @Test
    void with_room_nobody_is_cut_off() {
        reader("a", 20);

        guard.look();

        assertThat(cutOff).isEmpty();
        assertThat(overload.refusesRequests()).isFalse();
    }

    @Test
    void those_for_whom_most_waits_are_cut_off_until_there_is_room() {
        reader("little", 2);
        reader("most", 20);
        reader("none", 0);
        reader("more", 10);

        guard.look();

        assertThat(cutOff).containsExactly("most", "more");
        assertThat(overload.refusesRequests()).isTrue();
        assertThat(overload.enter()).isEqualTo(Overload.Admission.NO_MEMORY);

        guard.look();

        assertThat(cutOff).containsExactly("most", "more");
        assertThat(overload.refusesRequests()).isFalse();
        assertThat(overload.enter()).isEqualTo(Overload.Admission.ADMITTED);
    }

    @Test
    void what_nobody_waits_for_cannot_be_shed_and_new_work_stays_away_while_it_is_there() {
        used = 70;

        long soon = guard.look();
        guard.look();

        assertThat(overload.refusesRequests()).isTrue();
        used = 50;
        guard.look();
        assertThat(overload.refusesRequests()).isTrue();
        used = 39;
        assertThat(guard.look()).isGreaterThan(soon);
        assertThat(overload.refusesRequests()).isFalse();
    }
}
