// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import io.mainstay.engine.balance.Host;
import io.mainstay.engine.balance.HostSetView;
import io.mainstay.engine.cluster.LoadBalancing;
import io.mainstay.engine.endpoint.HostHealth;
import io.mainstay.model.Locality;
import java.util.ArrayList;
import java.util.List;

/**
 * The endpoints of a cluster at one moment, sorted for choosing. Immutable but for its turns; read once per choice. A change of membership or health
 * makes a new one, on the config thread.
 */
public final class HostSet {
    private final List<PriorityHosts> priorities;
    private final List<Endpoint> endpoints;
    private final HostSetView view;
    private final PaddedLongs turns;

    private HostSet(List<PriorityHosts> priorities, List<Endpoint> endpoints, HostSetView view, PaddedLongs turns) {
        this.priorities = priorities;
        this.endpoints = endpoints;
        this.view = view;
        this.turns = turns;
    }

    /**
     * Sorts endpoints by the health that each has now.
     *
     * @param priorities             by priority, 0 first; may be empty
     * @param overprovisioningFactor percent
     * @param weightedHealth         whether endpoints count by weight in the health of a priority
     * @param firstTurn              where round robin begins
     */
    static HostSet of(
            LoadBalancing balancing,
            List<PriorityHosts> priorities,
            int overprovisioningFactor,
            boolean weightedHealth,
            long firstTurn) {
        List<Endpoint> endpoints = new ArrayList<>();
        List<Host> hosts = new ArrayList<>();
        for (int priority = 0; priority < priorities.size(); priority++) {
            List<LocalityHosts> localities = priorities.get(priority).localities();
            for (int locality = 0; locality < localities.size(); locality++) {
                LocalityHosts group = localities.get(locality);
                for (Endpoint endpoint : group.hosts().all()) {
                    endpoints.add(endpoint);
                    hosts.add(new Host(priority, locality, group.weight(), endpoint.weight(), endpoint.health()));
                }
            }
        }
        HostSetView view = new HostSetView(balancing, hosts, overprovisioningFactor, weightedHealth);
        PaddedLongs turns = new PaddedLongs(view.wheels());
        for (int i = 0; i < view.wheels(); i++) {
            turns.set(i, firstTurn);
        }
        return new HostSet(List.copyOf(priorities), List.copyOf(endpoints), view, turns);
    }

    /** By priority, 0 first; may be empty. */
    public List<PriorityHosts> priorities() {
        return priorities;
    }

    /** Endpoints of all priorities, in order; indices of {@link #view()} point here. */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /** The same as the balancer sees it. */
    public HostSetView view() {
        return view;
    }

    /** Number of endpoints. */
    public int size() {
        return endpoints.size();
    }

    /** Number of turns taken before at a wheel, counting one more. Over all event loops. */
    long turn(int wheel) {
        return turns.add(wheel, 1);
    }

    /**
     * One priority.
     *
     * @param hosts      of all its localities
     * @param localities in the order of the assignment
     */
    public record PriorityHosts(HostList hosts, List<LocalityHosts> localities) {
        public PriorityHosts {
            localities = List.copyOf(localities);
        }

        static PriorityHosts of(List<LocalityHosts> localities) {
            List<Endpoint> all = localities.stream()
                    .flatMap(locality -> locality.hosts().all().stream())
                    .toList();
            return new PriorityHosts(HostList.of(all), localities);
        }
    }

    /**
     * The endpoints of one locality at one priority.
     *
     * @param weight among the localities of the priority; 0 is unset
     */
    public record LocalityHosts(Locality locality, int weight, HostList hosts) {}

    /**
     * Endpoints and those of them that are healthy and degraded.
     *
     * @param all      in the order of the assignment
     * @param healthy  the subset that is healthy
     * @param degraded the subset to fall back to
     */
    public record HostList(List<Endpoint> all, List<Endpoint> healthy, List<Endpoint> degraded) {
        public HostList {
            all = List.copyOf(all);
            healthy = List.copyOf(healthy);
            degraded = List.copyOf(degraded);
        }

        /** Sorts by the health that each has now. */
        static HostList of(List<Endpoint> all) {
            return new HostList(
                    all,
                    all.stream().filter(e -> e.health() == HostHealth.HEALTHY).toList(),
                    all.stream().filter(e -> e.health() == HostHealth.DEGRADED).toList());
        }
    }
}
