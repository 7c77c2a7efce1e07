// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.engine.cluster.LoadBalancing;
import io.mainstay.engine.cluster.LoadBalancing.Policy;
import io.mainstay.engine.endpoint.HostHealth;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Endpoint choice against Envoy's documented tables. */
class BalancerTest {
    /** Draws from a seeded generator; counts turns. */
    private static final class Scripted implements LoadObserved {
        private final SplittableRandom random = new SplittableRandom(7);
        private final long[] turns = new long[64];
        private final int[] active = new int[64];

        @Override
        public long random() {
            return random.nextLong();
        }

        @Override
        public int activeRequests(int host) {
            return active[host];
        }

        @Override
        public long turn(int wheel) {
            return turns[wheel]++;
        }
    }

    private static LoadBalancing settings(Policy policy, double panic, boolean localities) {
        return new LoadBalancing(policy, panic, localities, false, 2, 1.0);
    }

    private static List<Host> priority(int priority, int healthy, int unhealthy) {
        List<Host> hosts =
                new ArrayList<>(Collections.nCopies(healthy, new Host(priority, priority, 1, 1, HostHealth.HEALTHY)));
        hosts.addAll(Collections.nCopies(unhealthy, new Host(priority, priority, 1, 1, HostHealth.UNHEALTHY)));
        return hosts;
    }

    private static int[] choices(HostSetView view, LoadObserved observed, int times) {
        int[] counts = new int[view.hosts().size()];
        for (int i = 0; i < times; i++) {
            counts[Balancer.choose(view, observed)]++;
        }
        return counts;
    }

    /** The table of Envoy's "Priority levels" page: two priorities, factor 1.4. */
    @ParameterizedTest
    @CsvSource({
        "100, 100, 100, 0",
        "72, 72, 100, 0",
        "71, 71, 99, 1",
        "50, 50, 70, 30",
        "25, 100, 35, 65",
        "25, 25, 50, 50"
    })
    void loadIsSpreadOverTwoPrioritiesAsEnvoyDocuments(int first, int second, int firstLoad, int secondLoad) {
        List<Host> hosts = priority(0, first, 100 - first);
        hosts.addAll(priority(1, second, 100 - second));
        HostSetView view = new HostSetView(settings(Policy.ROUND_ROBIN, 0, false), hosts, 140);
        assertThat(view.load()).containsExactly(firstLoad, secondLoad);
    }

    @Test
    void panicComesBelowTheThresholdAndOnlyWhenLessThanEverythingIsAvailable() {
        assertThat(new HostSetView(settings(Policy.RANDOM, 50, false), priority(0, 49, 51), 140).inPanic(0))
                .isTrue();
        assertThat(new HostSetView(settings(Policy.RANDOM, 50, false), priority(0, 50, 50), 140).inPanic(0))
                .isFalse();
        List<Host> secondIsWell = priority(0, 1, 99);
        secondIsWell.addAll(priority(1, 100, 0));
        assertThat(new HostSetView(settings(Policy.RANDOM, 50, false), secondIsWell, 140).inPanic(0))
                .isFalse();
        assertThat(new HostSetView(settings(Policy.RANDOM, 90, false), priority(0, 72, 28), 140).inPanic(0))
                .isFalse();
    }

    @Test
    void inPanicSickHostsAreChosenTooAndWithoutPanicNever() {
        HostSetView panic = new HostSetView(settings(Policy.ROUND_ROBIN, 50, false), priority(0, 1, 3), 140);
        assertThat(choices(panic, new Scripted(), 400)).containsExactly(100, 100, 100, 100);
        HostSetView calm = new HostSetView(settings(Policy.ROUND_ROBIN, 0, false), priority(0, 1, 3), 140);
        assertThat(choices(calm, new Scripted(), 400)).containsExactly(400, 0, 0, 0);
    }

    @Test
    void withoutPanicAndWithoutHealthyHostsNobodyIsChosen() {
        HostSetView view = new HostSetView(settings(Policy.ROUND_ROBIN, 0, false), priority(0, 0, 3), 140);
        assertThat(Balancer.choose(view, new Scripted())).isEqualTo(Balancer.NONE);
        HostSetView nobody = new HostSetView(LoadBalancing.DEFAULT, List.of(), 140);
        assertThat(Balancer.choose(nobody, new Scripted())).isEqualTo(Balancer.NONE);
    }

    @Test
    void roundRobinSharesExactlyByWeightAndSpreadsTurnsEvenly() {
        List<Host> hosts = List.of(
                new Host(0, 0, 1, 5, HostHealth.HEALTHY),
                new Host(0, 0, 1, 1, HostHealth.HEALTHY),
                new Host(0, 0, 1, 1, HostHealth.HEALTHY));
        HostSetView view = new HostSetView(settings(Policy.ROUND_ROBIN, 50, false), hosts, 140);
        Scripted observed = new Scripted();
        List<Integer> turns = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            turns.add(Balancer.choose(view, observed));
        }
        assertThat(turns).containsExactly(0, 0, 1, 0, 2, 0, 0);
    }

    @Test
    void roundRobinWithLargeWeightsIsRightWithinOneInAHundred() {
        List<Host> hosts =
                List.of(new Host(0, 0, 1, 900_001, HostHealth.HEALTHY), new Host(0, 0, 1, 300_000, HostHealth.HEALTHY));
        HostSetView view = new HostSetView(settings(Policy.ROUND_ROBIN, 50, false), hosts, 140);
        assertThat(choices(view, new Scripted(), 10_000)[1]).isBetween(2475, 2525);
    }

    @Test
    void localityWeightsCountTimesTheHealthOfEachLocality() {
        List<Host> hosts = new ArrayList<>();
        hosts.addAll(Collections.nCopies(2, new Host(0, 0, 1, 1, HostHealth.HEALTHY)));
        hosts.addAll(Collections.nCopies(1, new Host(0, 1, 2, 1, HostHealth.HEALTHY)));
        hosts.addAll(Collections.nCopies(1, new Host(0, 1, 2, 1, HostHealth.UNHEALTHY)));
        HostSetView view = new HostSetView(settings(Policy.ROUND_ROBIN, 0, true), hosts, 140);
        // 1 x 100 % to 2 x 70 %: 100 to 140.
        assertThat(choices(view, new Scripted(), 240)).containsExactly(50, 50, 140, 0);
    }

    @Test
    void leastRequestPrefersTheIdleHostAndFollowsWeightsAtRest() {
        HostSetView even = new HostSetView(settings(Policy.LEAST_REQUEST, 50, false), priority(0, 2, 0), 140);
        Scripted busy = new Scripted();
        busy.active[0] = 10;
        assertThat(choices(even, busy, 10_000)[0]).isBetween(2300, 2700);
        List<Host> hosts = List.of(new Host(0, 0, 1, 3, HostHealth.HEALTHY), new Host(0, 0, 1, 1, HostHealth.HEALTHY));
        HostSetView uneven = new HostSetView(settings(Policy.LEAST_REQUEST, 50, false), hosts, 140);
        assertThat(choices(uneven, new Scripted(), 10_000)[0]).isBetween(7300, 7700);
    }

    @Test
    void degradedHostsAreTakenOnlyWhenHealthyOnesAreTooFew() {
        List<Host> hosts = new ArrayList<>(priority(0, 1, 0));
        hosts.addAll(Collections.nCopies(3, new Host(0, 0, 1, 1, HostHealth.DEGRADED)));
        HostSetView view = new HostSetView(settings(Policy.ROUND_ROBIN, 0, false), hosts, 140);
        int[] counts = choices(view, new Scripted(), 10_000);
        assertThat(counts[0]).isBetween(3300, 3700);
        assertThat(counts[1] + counts[2] + counts[3]).isBetween(6300, 6700);
    }

    @Test
    void anExplanationNamesTheReasonForEveryOtherHost() {
        List<Host> hosts = priority(0, 1, 1);
        hosts.addAll(priority(1, 1, 0));
        HostSetView view = new HostSetView(
                settings(Policy.ROUND_ROBIN, 0, false),
                List.of(hosts.get(0), hosts.get(0), hosts.get(0), hosts.get(1), hosts.get(2)),
                140);
        Balancer.Explanation explanation = Balancer.explain(view, new Scripted());
        assertThat(explanation.chosen()).isEqualTo(0);
        assertThat(explanation.refusals())
                .extracting(Balancer.Refusal::reason)
                .containsExactly(
                        Balancer.Reason.NOT_ITS_TURN,
                        Balancer.Reason.NOT_ITS_TURN,
                        Balancer.Reason.UNHEALTHY,
                        Balancer.Reason.PRIORITY_GETS_NO_LOAD);
    }

    @ParameterizedTest
    @EnumSource(Policy.class)
    void choosingAllocatesNothing(Policy policy) {
        List<Host> hosts = new ArrayList<>(priority(0, 3, 1));
        hosts.add(new Host(0, 1, 1, 7, HostHealth.HEALTHY));
        HostSetView view = new HostSetView(settings(policy, 0, true), hosts, 140);
        Scripted observed = new Scripted();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        int sum = 0;
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1_000; i++) {
                sum += Balancer.choose(view, observed);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(sum).isPositive();
        assertThat(least).isLessThan(1_000);
    }
}
