// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.balance;

import io.mainstay.engine.cluster.LoadBalancing;
import io.mainstay.engine.endpoint.HostHealth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The hosts of a cluster, sorted for choosing, as of one moment: built anew whenever membership, weight or health changes.
 * Immutable and shared by all event loops. Hosts are known by their index in the list it was built from.
 */
public final class HostSetView {
    private final LoadBalancing settings;
    private final List<Host> hosts;
    private final List<PriorityView> priorities;
    private final int[] healthyLoad;
    private final int[] degradedLoad;
    private final boolean[] panic;
    private final int wheels;

    /**
     * Sorts the hosts.
     *
     * @param hosts                  in any order, priorities may have holes
     * @param overprovisioningFactor percent, 140 by default
     */
    public HostSetView(LoadBalancing settings, List<Host> hosts, int overprovisioningFactor) {
        this(settings, hosts, overprovisioningFactor, false);
    }

    /**
     * Sorts the hosts.
     *
     * @param weightedHealth hosts count by weight in the health of a priority
     */
    public HostSetView(LoadBalancing settings, List<Host> hosts, int overprovisioningFactor, boolean weightedHealth) {
        this.settings = settings;
        this.hosts = List.copyOf(hosts);
        int levels = hosts.stream().mapToInt(Host::priority).max().orElse(-1) + 1;
        List<PriorityView> built = new ArrayList<>();
        int next = 0;
        for (int level = 0; level < levels; level++) {
            PriorityView view =
                    new PriorityView(level, this.hosts, settings, overprovisioningFactor, weightedHealth, next);
            next += view.wheels();
            built.add(view);
        }
        this.priorities = List.copyOf(built);
        this.wheels = next;
        PriorityLoad load = PriorityLoad.of(priorities, settings.panicThresholdPercent());
        this.healthyLoad = load.healthy();
        this.degradedLoad = load.degraded();
        this.panic = load.panic();
    }

    public List<Host> hosts() {
        return hosts;
    }

    public LoadBalancing settings() {
        return settings;
    }

    /** How many counters {@link LoadObserved#turn} needs. */
    public int wheels() {
        return wheels;
    }

    List<PriorityView> priorities() {
        return priorities;
    }

    int healthyLoad(int priority) {
        return healthyLoad[priority];
    }

    int degradedLoad(int priority) {
        return degradedLoad[priority];
    }

    /** Whether health is ignored at a priority, because too few of its hosts are healthy. */
    public boolean inPanic(int priority) {
        return panic[priority];
    }

    /** Percent of the load that each priority gets, healthy and degraded together. */
    public List<Integer> load() {
        List<Integer> sums = new ArrayList<>();
        for (int i = 0; i < healthyLoad.length; i++) {
            sums.add(healthyLoad[i] + degradedLoad[i]);
        }
        return List.copyOf(sums);
    }

    /** Hosts of one health (or all), by locality, at one priority. */
    static Map<Integer, int[]> byLocality(List<Host> hosts, int priority, HostHealth... healths) {
        List<HostHealth> wanted = Arrays.asList(healths);
        Map<Integer, List<Integer>> found = new LinkedHashMap<>();
        for (int i = 0; i < hosts.size(); i++) {
            Host host = hosts.get(i);
            if (host.priority() == priority && (wanted.isEmpty() || wanted.contains(host.health()))) {
                found.computeIfAbsent(host.locality(), _ -> new ArrayList<>()).add(i);
            }
        }
        Map<Integer, int[]> result = new LinkedHashMap<>();
        found.forEach((locality, list) ->
                result.put(locality, list.stream().mapToInt(Integer::intValue).toArray()));
        return result;
    }
}
