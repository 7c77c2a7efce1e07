// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RenewalScheduleTest {
    private final RenewalSchedule schedule = new RenewalSchedule(new Random(1));
    private final Instant obtained = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void renewalIsNearHalfLifeAndSpread() {
        Instant end = obtained.plus(Duration.ofHours(24));
        Instant first = schedule.renewAt(obtained, end);
        boolean spread = false;
        for (int i = 0; i < 100; i++) {
            Instant at = schedule.renewAt(obtained, end);
            assertThat(Duration.between(obtained, at)).isBetween(Duration.ofMinutes(648), Duration.ofMinutes(792));
            assertThat(at).isBefore(RenewalSchedule.warnAt(obtained, end).plusNanos(1));
            spread |= !at.equals(first);
        }
        assertThat(spread).isTrue();
    }

    @Test
    void anExpiredCertificateIsRenewedAtOnce() {
        assertThat(schedule.renewAt(obtained, obtained.minusSeconds(1))).isEqualTo(obtained);
    }

    @Test
    void retriesGrowToFiveMinutesAndNeverBelowHalfASecond() {
        for (int failures = 1; failures < 200; failures++) {
            assertThat(schedule.retryAfter(failures)).isBetween(Duration.ofMillis(500), Duration.ofMinutes(5));
        }
        assertThat(schedule.retryAfter(1)).isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(schedule.retryAfter(100)).isGreaterThanOrEqualTo(Duration.ofSeconds(150));
    }
}
