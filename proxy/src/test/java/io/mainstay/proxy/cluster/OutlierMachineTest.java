// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.engine.cluster.OutlierDetection;
import io.mainstay.proxy.cluster.OutlierMachine.Draws;
import io.mainstay.proxy.cluster.OutlierMachine.Effect;
import io.mainstay.proxy.cluster.OutlierMachine.Reason;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutlierMachineTest {
    private static final Draws ENFORCED = new Draws(0, 0);
    private static final OutlierKind KIND = OutlierKind.CONSECUTIVE_5XX;

    private long now;

    private static OutlierDetection config(int maxPercent, boolean alwaysOne, Duration maxTime, Duration jitter) {
        OutlierDetection d = OutlierDetection.DEFAULT;
        return new OutlierDetection(
                d.consecutive5xx(),
                50,
                d.consecutiveGatewayFailure(),
                0,
                false,
                d.consecutiveLocalOriginFailure(),
                100,
                d.interval(),
                d.baseEjectionTime(),
                maxTime,
                jitter,
                maxPercent,
                alwaysOne);
    }

    private static OutlierMachine<String> machine(OutlierDetection config, int hosts) {
        OutlierMachine<String> machine = new OutlierMachine<>(config);
        machine.hostsChanged(IntStream.range(0, hosts).mapToObj(i -> "host" + i).toList());
        return machine;
    }

    private static OutlierMachine<String> machine(int maxPercent, int hosts) {
        return machine(config(maxPercent, false, Duration.ofMinutes(5), Duration.ZERO), hosts);
    }

    private Effect<String> detect(OutlierMachine<String> machine, String host) {
        return machine.detected(host, KIND, now, ENFORCED);
    }

    /** Seconds from the ejection of host0 until it is let back, looked at every interval of 10 s. */
    private int secondsOut(OutlierMachine<String> machine) {
        for (int seconds = 10; seconds <= 1000; seconds += 10) {
            now += Duration.ofSeconds(10).toNanos();
            if (machine.interval(now).equals(List.of(new Effect.Uneject<>("host0")))) {
                return seconds;
            }
        }
        return -1;
    }

    @Test
    void aDetectionEjectsForTheBaseTime() {
        // Given
        OutlierMachine<String> machine = machine(100, 3);

        // When
        Effect<String> effect = detect(machine, "host0");

        // Then
        assertThat(effect).isEqualTo(new Effect.Eject<>("host0", KIND));
        assertThat(machine.ejectedCount()).isOne();
        assertThat(secondsOut(machine)).isEqualTo(30);
        assertThat(machine.ejectedCount()).isZero();
    }

    @Test
    void eachFurtherEjectionLastsLongerUpToTheMaximum() {
        // Given
        OutlierMachine<String> machine = machine(config(100, false, Duration.ofSeconds(80), Duration.ZERO), 3);

        // When
        List<Integer> seconds = IntStream.range(0, 5)
                .map(i -> {
                    detect(machine, "host0");
                    return secondsOut(machine);
                })
                .boxed()
                .toList();

        // Then
        assertThat(seconds).containsExactly(30, 60, 80, 80, 80);
    }

    @Test
    void everyGoodIntervalPaysOneEjectionBack() {
        // Given
        OutlierMachine<String> machine = machine(100, 3);
        detect(machine, "host0");
        secondsOut(machine);
        detect(machine, "host0");
        secondsOut(machine);

        // When
        machine.interval(now);
        machine.interval(now);

        // Then
        detect(machine, "host0");
        assertThat(secondsOut(machine)).isEqualTo(30);
    }

    @Test
    void noMoreHostsAreEjectedThanThePercentageAllows() {
        OutlierMachine<String> machine = machine(40, 5);

        assertThat(detect(machine, "host0")).isInstanceOf(Effect.Eject.class);
        assertThat(detect(machine, "host1")).isInstanceOf(Effect.Eject.class);
        assertThat(detect(machine, "host2"))
                .isEqualTo(new Effect.Skipped<>("host2", KIND, Reason.MAX_EJECTION_PERCENT));
    }

    @Test
    void aSmallClusterEjectsNobodyUnlessOneIsAlwaysAllowed() {
        OutlierMachine<String> strict = machine(10, 2);
        OutlierMachine<String> one = machine(config(10, true, Duration.ofMinutes(5), Duration.ZERO), 2);

        assertThat(detect(strict, "host0")).isInstanceOf(Effect.Skipped.class);
        assertThat(detect(one, "host0")).isInstanceOf(Effect.Eject.class);
        assertThat(detect(one, "host1")).isInstanceOf(Effect.Skipped.class);
    }

    @Test
    void theEnforcementDrawDecidesWhetherADetectionEjects() {
        OutlierMachine<String> machine = machine(100, 3);

        assertThat(machine.detected("host0", KIND, now, new Draws(50, 0)))
                .isEqualTo(new Effect.Skipped<>("host0", KIND, Reason.NOT_ENFORCED));
        assertThat(machine.detected("host0", KIND, now, new Draws(49, 0))).isInstanceOf(Effect.Eject.class);
        assertThat(machine.detected("host1", OutlierKind.CONSECUTIVE_GATEWAY_FAILURE, now, ENFORCED))
                .isInstanceOf(Effect.Skipped.class);
    }

    @Test
    void jitterMakesAnEjectionLonger() {
        OutlierMachine<String> machine = machine(config(100, false, Duration.ofMinutes(5), Duration.ofSeconds(20)), 3);

        machine.detected("host0", KIND, now, new Draws(0, 0.5));

        assertThat(secondsOut(machine)).isEqualTo(40);
    }

    @Test
    void aHostThatIsOutIsNotEjectedAgain() {
        OutlierMachine<String> machine = machine(100, 3);
        detect(machine, "host0");

        assertThat(detect(machine, "host0")).isEqualTo(new Effect.Skipped<>("host0", KIND, Reason.ALREADY_EJECTED));
    }

    @Test
    void anEjectedHostThatLeavesTheClusterNoLongerCounts() {
        // Given
        OutlierMachine<String> machine = machine(50, 2);
        detect(machine, "host0");

        // When
        machine.hostsChanged(List.of("host1", "host2"));

        // Then
        assertThat(machine.ejectedCount()).isZero();
        assertThat(detect(machine, "host0")).isEqualTo(new Effect.Skipped<>("host0", KIND, Reason.UNKNOWN_HOST));
        assertThat(detect(machine, "host1")).isInstanceOf(Effect.Eject.class);
    }
}
