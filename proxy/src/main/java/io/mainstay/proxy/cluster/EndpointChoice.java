// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import io.mainstay.engine.Observed;
import java.util.List;
import java.util.Optional;

/** Chooses the endpoint for an attempt. Allocates nothing. */
final class EndpointChoice {
    private EndpointChoice() {}

    static Optional<Endpoint> choose(Cluster cluster, HostSet hosts, Observed observed, List<Endpoint> tried) {
        for (HostSet.PriorityHosts priority : hosts.priorities()) {
            List<Endpoint> healthy = priority.hosts().healthy();
            if (!healthy.isEmpty()) {
                int start = (int) Long.remainderUnsigned(observed.random(), healthy.size());
                for (int i = 0; i < healthy.size(); i++) {
                    Endpoint candidate = healthy.get((start + i) % healthy.size());
                    if (!tried.contains(candidate)) {
                        return candidate.chosen();
                    }
                }
                return healthy.get(start).chosen();
            }
        }
        cluster.stats().increment(ClusterStats.Counter.UPSTREAM_CX_NONE_HEALTHY);
        return Optional.empty();
    }
}
