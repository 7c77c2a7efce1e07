// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import io.mainstay.engine.Observed;
import io.mainstay.engine.balance.Balancer;
import io.mainstay.engine.balance.LoadObserved;
import io.mainstay.engine.endpoint.HostHealth;
import java.util.List;
import java.util.Optional;

/** One choice of an endpoint: what the balancer may know of the moment, over one host set. */
final class EndpointChoice implements LoadObserved {
    /** Draws beyond the first, before endpoints that were not tried are looked for one by one. */
    private static final int REDRAWS = 3;

    private final HostSet hosts;
    private final Observed observed;

    private EndpointChoice(HostSet hosts, Observed observed) {
        this.hosts = hosts;
        this.observed = observed;
    }

    static Optional<Endpoint> choose(HostSet hosts, Observed observed, List<Endpoint> tried) {
        EndpointChoice choice = new EndpointChoice(hosts, observed);
        int index = Balancer.choose(hosts.view(), choice);
        if (index == Balancer.NONE) {
            return Optional.empty();
        }
        Endpoint first = hosts.endpoints().get(index);
        return (tried.isEmpty() || !tried.contains(first) ? first : choice.another(tried, first)).chosen();
    }

    private Endpoint another(List<Endpoint> tried, Endpoint first) {
        for (int i = 0; i < REDRAWS; i++) {
            int index = Balancer.choose(hosts.view(), this);
            if (index != Balancer.NONE && !tried.contains(hosts.endpoints().get(index))) {
                return hosts.endpoints().get(index);
            }
        }
        List<Endpoint> all = hosts.endpoints();
        int start = (int) Long.remainderUnsigned(observed.random(), all.size());
        for (int i = 0; i < all.size(); i++) {
            Endpoint candidate = all.get((start + i) % all.size());
            if (candidate.health() == HostHealth.HEALTHY && !tried.contains(candidate)) {
                return candidate;
            }
        }
        return first;
    }

    @Override
    public long random() {
        return observed.random();
    }

    @Override
    public int activeRequests(int host) {
        return (int) hosts.endpoints().get(host).stats().get(EndpointStats.Counter.RQ_ACTIVE);
    }

    @Override
    public long turn(int wheel) {
        return hosts.turn(wheel);
    }
}
