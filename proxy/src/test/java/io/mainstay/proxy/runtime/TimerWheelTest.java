// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    private static final long LATE_MILLIS = 17;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final EmbeddedChannel channel =
            EmbeddedChannel.builder().ticker(ticker).build();
    private final TimerWheel wheel = new TimerWheel(channel.eventLoop());
    private long nowMillis;

    private final class Alarm extends TimerWheel.Timeout {
        private final List<Long> firedAt = new ArrayList<>();

        @Override
        protected void expired() {
            firedAt.add(nowMillis);
        }
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void pass(long millis) {
        for (long i = 0; i < millis; i++) {
            nowMillis++;
            ticker.advance(1, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    @Test
    void fires_once_and_not_early_within_and_beyond_a_turn_of_the_wheel() {
        for (long delay : new long[] {0, 1, 8, 100, 4095, 4096, 5000, 9000}) {
            Alarm alarm = new Alarm();
            long armed = nowMillis;
            wheel.arm(alarm, nanos(delay));
            pass(delay + LATE_MILLIS);

            assertThat(alarm.firedAt).hasSize(1);
            assertThat(alarm.firedAt.getFirst() - armed).isBetween(delay, delay + LATE_MILLIS);
            assertThat(alarm.armed()).isFalse();
        }
    }

    @Test
    void what_is_put_off_again_and_again_fires_after_the_last_time() {
        Alarm alarm = new Alarm();
        for (int i = 0; i < 100; i++) {
            wheel.arm(alarm, nanos(300));
            pass(90);
        }
        assertThat(alarm.firedAt).isEmpty();
        assertThat(alarm.armed()).isTrue();

        pass(300 - 90 + LATE_MILLIS);

        assertThat(alarm.firedAt).hasSize(1);
    }

    @Test
    void what_is_armed_anew_for_earlier_fires_then() {
        Alarm alarm = new Alarm();
        wheel.arm(alarm, nanos(3000));
        wheel.arm(alarm, nanos(50));
        pass(50 + LATE_MILLIS);

        assertThat(alarm.firedAt).hasSize(1);
        pass(4000);
        assertThat(alarm.firedAt).hasSize(1);
    }

    @Test
    void rested_and_disarmed_do_not_fire_and_can_be_armed_again() {
        Alarm rested = new Alarm();
        Alarm disarmed = new Alarm();
        wheel.arm(rested, nanos(50));
        wheel.arm(disarmed, nanos(50));
        wheel.rest(rested);
        wheel.disarm(disarmed);
        assertThat(rested.armed()).isFalse();
        assertThat(disarmed.armed()).isFalse();
        pass(20);
        wheel.arm(rested, nanos(10));
        wheel.rest(rested);
        pass(5000);
        assertThat(rested.firedAt).isEmpty();
        assertThat(disarmed.firedAt).isEmpty();

        wheel.arm(rested, nanos(50));
        wheel.arm(disarmed, nanos(50));
        pass(50 + LATE_MILLIS);

        assertThat(rested.firedAt).hasSize(1);
        assertThat(disarmed.firedAt).hasSize(1);
    }

    @Test
    void many_that_are_armed_put_off_rested_and_disarmed_at_random_fire_when_a_list_says_so() {
        Random random = new Random(5);
        Alarm[] alarms = new Alarm[50];
        long[] due = new long[alarms.length];
        for (int i = 0; i < alarms.length; i++) {
            alarms[i] = new Alarm();
            due[i] = Long.MAX_VALUE;
        }
        for (int step = 0; step < 6000; step++) {
            int i = random.nextInt(alarms.length);
            switch (random.nextInt(6)) {
                case 0 -> {
                    wheel.rest(alarms[i]);
                    due[i] = Long.MAX_VALUE;
                }
                case 1 -> {
                    wheel.disarm(alarms[i]);
                    due[i] = Long.MAX_VALUE;
                }
                default -> {
                    long delay = random.nextInt(step % 3 == 0 ? 9000 : 120);
                    wheel.arm(alarms[i], nanos(delay));
                    due[i] = nowMillis + delay;
                }
            }
            pass(random.nextInt(4));
            for (int k = 0; k < alarms.length; k++) {
                if (!alarms[k].firedAt.isEmpty()) {
                    assertThat(alarms[k].firedAt).hasSize(1);
                    assertThat(alarms[k].firedAt.getFirst()).isBetween(due[k], due[k] + LATE_MILLIS);
                    alarms[k].firedAt.clear();
                    due[k] = Long.MAX_VALUE;
                }
                assertThat(due[k] == Long.MAX_VALUE || due[k] + LATE_MILLIS >= nowMillis)
                        .isTrue();
            }
        }
    }

    @Test
    void time_stands_still_during_a_burst() {
        long before = wheel.nanoTime();
        wheel.freeze();
        ticker.advance(1, TimeUnit.MILLISECONDS);
        assertThat(wheel.nanoTime()).isEqualTo(before);

        wheel.thaw();

        assertThat(wheel.nanoTime()).isEqualTo(before + nanos(1));
    }
}
