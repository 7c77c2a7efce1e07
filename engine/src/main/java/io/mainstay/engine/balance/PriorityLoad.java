// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.balance;

import java.util.Arrays;
import java.util.List;

/**
 * How Envoy spreads load over priorities: each gets what its health, over-provisioned, allows, until 100 % is given; healthy hosts of
 * all priorities come before degraded ones. When the sum is below 100 it is scaled up; when nobody is well, by number of hosts.
 *
 * @param healthy    percent by priority
 * @param degraded   percent by priority
 * @param panic      whether health is ignored, by priority: nothing is well anywhere, or less than 100 % is available over all
 *                   priorities and this one is below its threshold
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never leaves the package
record PriorityLoad(int[] healthy, int[] degraded, boolean[] panic) {
    static PriorityLoad of(List<PriorityView> priorities, double panicThreshold) {
        int count = priorities.size();
        int[] healthy = new int[count];
        int[] degraded = new int[count];
        boolean[] panic = new boolean[count];
        int available = 0;
        for (PriorityView view : priorities) {
            available = Math.min(100, available + view.healthyPercent() + view.degradedPercent());
        }
        if (available == 0) {
            spreadByHosts(priorities, healthy);
            Arrays.fill(panic, panicThreshold > 0);
            return new PriorityLoad(healthy, degraded, panic);
        }
        int left = 100;
        int first = -1;
        for (int i = 0; i < count; i++) {
            healthy[i] = Math.min(left, priorities.get(i).healthyPercent() * 100 / available);
            left -= healthy[i];
            first = first < 0 && priorities.get(i).healthyPercent() > 0 ? i : first;
            panic[i] = available < 100 && priorities.get(i).isFewAreWell();
        }
        int firstDegraded = -1;
        for (int i = 0; i < count; i++) {
            degraded[i] = Math.min(left, priorities.get(i).degradedPercent() * 100 / available);
            left -= degraded[i];
            firstDegraded = firstDegraded < 0 && priorities.get(i).degradedPercent() > 0 ? i : firstDegraded;
        }
        if (first >= 0) {
            healthy[first] += left;
        } else if (firstDegraded >= 0) {
            degraded[firstDegraded] += left;
        }
        return new PriorityLoad(healthy, degraded, panic);
    }

    private static void spreadByHosts(List<PriorityView> priorities, int[] healthy) {
        int hosts = priorities.stream().mapToInt(PriorityView::hostCount).sum();
        if (hosts == 0) {
            return;
        }
        int left = 100;
        int first = -1;
        for (int i = 0; i < healthy.length; i++) {
            healthy[i] = 100 * priorities.get(i).hostCount() / hosts;
            left -= healthy[i];
            first = first < 0 && priorities.get(i).hostCount() > 0 ? i : first;
        }
        healthy[first] += left;
    }
}
