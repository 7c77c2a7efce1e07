// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DnsRefreshMachineTest {
    private static final InetAddress A = FakeDns.address("10.0.0.1");
    private static final DnsQueries.Answer GOOD = new DnsQueries.Answer.Resolved(List.of(A), Duration.ofSeconds(30));
    private static final DnsQueries.Answer FAILED = new DnsQueries.Answer.Failed("timed out");

    private static DnsRefreshMachine machine(boolean respectTtl) {
        return new DnsRefreshMachine(Duration.ofSeconds(8), respectTtl, Optional.empty());
    }

    @Test
    void asksAgainAfterTheRefreshRateOrTheTimeToLive() {
        assertThat(machine(false).answered(GOOD, 0)).isEqualTo(Duration.ofSeconds(8));
        assertThat(machine(true).answered(GOOD, 0)).isEqualTo(Duration.ofSeconds(30));
        assertThat(machine(true).answered(new DnsQueries.Answer.Resolved(List.of(A), Duration.ZERO), 0))
                .isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void failuresAreRetriedSoonAndThenLessOften() {
        DnsRefreshMachine machine = machine(true);

        List<Duration> delays = IntStream.range(0, 6)
                .mapToObj(i -> machine.answered(FAILED, 1.0))
                .toList();

        assertThat(delays)
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(8));
    }

    @Test
    void jitterSpreadsRetriesOverTheUpperHalf() {
        assertThat(machine(true).answered(FAILED, 0)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void aGoodAnswerEndsTheBackOff() {
        DnsRefreshMachine machine = machine(false);
        machine.answered(FAILED, 1.0);
        machine.answered(FAILED, 1.0);

        machine.answered(GOOD, 0);

        assertThat(machine.answered(FAILED, 1.0)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void theLastGoodAddressesHoldOverFailuresButNotOverAnEmptyAnswer() {
        DnsRefreshMachine machine = machine(false);
        machine.answered(GOOD, 0);

        machine.answered(FAILED, 0);
        assertThat(machine.addresses()).contains(List.of(A));

        machine.answered(new DnsQueries.Answer.Resolved(List.of(), Duration.ZERO), 0);
        assertThat(machine.addresses()).contains(List.of());
    }
}
