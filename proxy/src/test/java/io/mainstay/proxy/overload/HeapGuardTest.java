// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.overload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A heap in virtual time: what is alive, garbage above it, a collector that is called or not. */
class HeapGuardTest {
    private final Overload overload = new Overload(10, 4_000);
    private double alive = 0.2;
    private double garbage;
    private int collections;
    private long millis;

    private final HeapGuard guard = new HeapGuard(
            overload,
            new HeapGuard.Heap(() -> Math.min(1, alive + garbage), () -> {
                garbage = 0;
                collections++;
            }),
            () -> millis * 1_000_000);

    /** Looks as often as the guard wants to, for so long. */
    private void pass(long duration) {
        long end = millis + duration;
        while (millis < end) {
            millis += guard.look();
        }
    }

    @Test
    void garbage_is_collected_and_nothing_is_refused() {
        garbage = 0.7;

        pass(1000);

        assertThat(overload.refusesRequests()).isFalse();
        assertThat(overload.enter()).isEqualTo(Overload.Admission.ADMITTED);
        assertThat(collections).isEqualTo(1);
    }

    @Test
    void a_heap_with_room_is_left_alone() {
        garbage = 0.6;

        pass(60_000);

        assertThat(collections).isZero();
    }

    @Test
    void a_full_heap_turns_new_work_away_within_half_a_second() {
        alive = 0.9;

        pass(500);

        assertThat(overload.refusesRequests()).isTrue();
        assertThat(overload.enter()).isEqualTo(Overload.Admission.NO_MEMORY);
        assertThat(overload.connections()).isZero();
    }

    @Test
    void a_full_heap_is_not_collected_without_pause() {
        alive = 0.95;

        pass(60_000);

        assertThat(collections).isBetween(25, 31);
    }

    @Test
    void work_is_taken_again_when_there_is_room_and_not_a_little_earlier() {
        alive = 0.9;
        pass(500);

        alive = 0.8;
        pass(10_000);
        boolean stillRefusing = overload.refusesRequests();
        alive = 0.7;
        pass(2_500);

        assertThat(stillRefusing).isTrue();
        assertThat(overload.refusesRequests()).isFalse();
    }

    @Test
    void connections_beyond_the_limit_have_no_place_until_one_leaves() {
        for (int i = 0; i < 10; i++) {
            assertThat(overload.enter()).isEqualTo(Overload.Admission.ADMITTED);
        }

        assertThat(overload.enter()).isEqualTo(Overload.Admission.TOO_MANY);
        overload.leave();
        assertThat(overload.enter()).isEqualTo(Overload.Admission.ADMITTED);
    }

    @Test
    void large_heads_have_a_quarter_of_the_heap() {
        assertThat(overload.reserve(600)).isTrue();
        assertThat(overload.tight()).isTrue();
        assertThat(overload.reserve(500)).isFalse();
        overload.release(600);
        assertThat(overload.tight()).isFalse();
        assertThat(overload.reserve(1_000)).isTrue();
    }

    @Test
    void the_limit_follows_from_the_heap() {
        assertThat(Overload.connectionsFor(48L << 20)).isEqualTo(6144);
        assertThat(Overload.connectionsFor(1 << 20)).isEqualTo(256);
    }
}
