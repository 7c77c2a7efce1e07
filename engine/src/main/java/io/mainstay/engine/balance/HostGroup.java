// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.balance;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Hosts of one priority and one health, with a wheel for each locality and one over the localities. */
final class HostGroup {
    private final Wheel[] wheels;
    private final Wheel localities;
    private final int firstWheel;
    private final int hostCount;
    private final long weight;

    HostGroup(
            List<Host> hosts,
            Map<Integer, int[]> members,
            Map<Integer, int[]> everyone,
            boolean localityWeighted,
            int overprovisioningFactor,
            int firstWheel) {
        this.firstWheel = firstWheel;
        this.hostCount = members.values().stream().mapToInt(m -> m.length).sum();
        this.weight = members.values().stream()
                .flatMapToInt(Arrays::stream)
                .mapToLong(i -> hosts.get(i).weight())
                .sum();
        Wheel byWeight = localityWeighted
                ? localityWheel(hosts, members, everyone, overprovisioningFactor)
                : Wheel.of(new int[0], new long[0]);
        if (byWeight.isEmpty()) {
            int[] flat = members.values().stream()
                    .flatMapToInt(Arrays::stream)
                    .sorted()
                    .toArray();
            this.wheels = new Wheel[] {wheel(hosts, flat)};
            this.localities = Wheel.of(new int[] {0}, new long[] {1});
        } else {
            this.wheels = members.values().stream().map(m -> wheel(hosts, m)).toArray(Wheel[]::new);
            this.localities = byWeight;
        }
    }

    private static Wheel wheel(List<Host> hosts, int[] members) {
        return Wheel.of(
                members,
                Arrays.stream(members).mapToLong(i -> hosts.get(i).weight()).toArray());
    }

    /** A locality's share is its weight, times its health over-provisioned and at most 1. */
    private static Wheel localityWheel(
            List<Host> hosts, Map<Integer, int[]> members, Map<Integer, int[]> everyone, int overprovisioningFactor) {
        int[] places = new int[members.size()];
        long[] shares = new long[members.size()];
        int place = 0;
        for (Map.Entry<Integer, int[]> entry : members.entrySet()) {
            int good = entry.getValue().length;
            int total = everyone.getOrDefault(entry.getKey(), entry.getValue()).length;
            long percent = Math.min(100, (long) overprovisioningFactor * good / total);
            places[place] = place;
            shares[place++] = hosts.get(entry.getValue()[0]).localityWeight() * percent;
        }
        return Wheel.of(places, shares);
    }

    int hostCount() {
        return hostCount;
    }

    long size(boolean weighted) {
        return weighted ? weight : hostCount;
    }

    /** One for the localities, and one for each. */
    int wheels() {
        return wheels.length + 1;
    }

    boolean isEmpty() {
        return hostCount == 0;
    }

    /** The hosts a choice is made from: those of the locality whose turn it is. */
    int locality(LoadObserved observed) {
        return localities.size() == 1 ? localities.item(0) : localities.turn(observed.turn(firstWheel));
    }

    Wheel hosts(int locality) {
        return wheels[locality];
    }

    int wheelOf(int locality) {
        return firstWheel + 1 + locality;
    }
}
