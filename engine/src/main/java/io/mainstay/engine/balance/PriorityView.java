// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.balance;

import io.mainstay.engine.cluster.LoadBalancing;
import io.mainstay.engine.endpoint.HostHealth;
import java.util.List;
import java.util.Map;

/** The hosts of one priority, in three groups to choose from. */
final class PriorityView {
    private final HostGroup healthy;
    private final HostGroup degraded;
    private final HostGroup all;
    private final int hostCount;
    private final int healthyPercent;
    private final int degradedPercent;
    private final boolean fewAreWell;

    PriorityView(
            int priority,
            List<Host> hosts,
            LoadBalancing settings,
            int overprovisioningFactor,
            boolean weightedHealth,
            int firstWheel) {
        Map<Integer, int[]> everyone = HostSetView.byLocality(hosts, priority);
        // In panic Envoy forgets the localities too.
        this.all = new HostGroup(hosts, everyone, everyone, false, overprovisioningFactor, firstWheel);
        this.healthy = new HostGroup(
                hosts,
                HostSetView.byLocality(hosts, priority, HostHealth.HEALTHY),
                everyone,
                settings.localityWeighted(),
                overprovisioningFactor,
                firstWheel + all.wheels());
        this.degraded = new HostGroup(
                hosts,
                HostSetView.byLocality(hosts, priority, HostHealth.DEGRADED),
                everyone,
                settings.localityWeighted(),
                overprovisioningFactor,
                firstWheel + all.wheels() + healthy.wheels());
        long total = all.size(weightedHealth);
        long good = healthy.size(weightedHealth);
        long fair = degraded.size(weightedHealth);
        this.hostCount = all.hostCount();
        this.healthyPercent = total == 0 ? 0 : (int) Math.min(100, overprovisioningFactor * good / total);
        this.degradedPercent = total == 0 ? 0 : (int) Math.min(100, overprovisioningFactor * fair / total);
        double share = hostCount == 0 ? 0 : 100.0 * (healthy.hostCount() + degraded.hostCount()) / hostCount;
        this.fewAreWell = share < settings.panicThresholdPercent();
    }

    HostGroup healthy() {
        return healthy;
    }

    HostGroup degraded() {
        return degraded;
    }

    HostGroup all() {
        return all;
    }

    int hostCount() {
        return hostCount;
    }

    int healthyPercent() {
        return healthyPercent;
    }

    int degradedPercent() {
        return degradedPercent;
    }

    /** Whether the share of hosts that are well is below the panic threshold. */
    boolean isFewAreWell() {
        return fewAreWell;
    }

    int wheels() {
        return all.wheels() + healthy.wheels() + degraded.wheels();
    }
}
