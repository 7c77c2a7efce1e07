// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import io.mainstay.engine.endpoint.HostHealth;
import io.mainstay.model.Locality;
import java.util.List;

/**
 * The endpoints of a cluster at one moment, sorted by health. Immutable; read once per choice. A change of membership or health makes a new
 * one, on the config thread.
 *
 * @param priorities             by priority, 0 first; may be empty
 * @param overprovisioningFactor percent
 */
public record HostSet(List<PriorityHosts> priorities, int overprovisioningFactor) {
    /** No endpoints. */
    public static final HostSet EMPTY = new HostSet(List.of(), 140);

    public HostSet {
        priorities = List.copyOf(priorities);
    }

    /** Endpoints of all priorities, in order. */
    public List<Endpoint> endpoints() {
        return priorities.stream().flatMap(p -> p.hosts().all().stream()).toList();
    }

    /** Number of endpoints. */
    public int size() {
        int sum = 0;
        for (PriorityHosts priority : priorities) {
            sum += priority.hosts().all().size();
        }
        return sum;
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
