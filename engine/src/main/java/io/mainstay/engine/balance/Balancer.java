// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.balance;

import io.mainstay.engine.endpoint.HostHealth;
import java.util.ArrayList;
import java.util.List;

/** Chooses a host: first a priority by load, then healthy or degraded hosts, then a locality, then a host by the cluster's policy. */
public final class Balancer {
    /** What {@link #choose} answers when there is no host to choose. */
    public static final int NONE = -1;

    private static final int MAX_CHOICES = 64;

    private Balancer() {}

    /** The index of a host in the view, or {@link #NONE}. Allocates nothing. */
    public static int choose(HostSetView view, LoadObserved observed) {
        List<PriorityView> priorities = view.priorities();
        if (priorities.isEmpty()) {
            return NONE;
        }
        int place = (int) Long.remainderUnsigned(observed.random(), 100);
        for (int i = 0; i < priorities.size(); i++) {
            place -= view.healthyLoad(i);
            if (place < 0) {
                PriorityView priority = priorities.get(i);
                return pick(view, view.inPanic(i) ? priority.all() : priority.healthy(), observed);
            }
        }
        for (int i = 0; i < priorities.size(); i++) {
            place -= view.degradedLoad(i);
            if (place < 0) {
                PriorityView priority = priorities.get(i);
                return pick(view, view.inPanic(i) ? priority.all() : priority.degraded(), observed);
            }
        }
        return NONE;
    }

    private static int pick(HostSetView view, HostGroup group, LoadObserved observed) {
        if (group.isEmpty()) {
            return NONE;
        }
        int locality = group.locality(observed);
        Wheel hosts = group.hosts(locality);
        if (hosts.size() == 1) {
            return hosts.item(0);
        }
        return switch (view.settings().policy()) {
            case ROUND_ROBIN -> hosts.turn(observed.turn(group.wheelOf(locality)));
            case RANDOM -> hosts.drawn(observed.random());
            case LEAST_REQUEST -> leastRequest(view, hosts, observed);
        };
    }

    /**
     * The least loaded of a few hosts drawn at random. With uneven weights Envoy keeps a schedule whose weights shrink with load; here
     * hosts are drawn by weight and the one with the fewest requests per weight is taken, which comes to the same in the long run: at
     * rest turns follow the weights, under load the requests in flight do.
     */
    private static int leastRequest(HostSetView view, Wheel hosts, LoadObserved observed) {
        boolean even = hosts.isEven();
        double bias = view.settings().activeRequestBias();
        int best = hosts.drawn(observed.random());
        double bestLoad = load(view, best, observed, even, bias);
        int choices = Math.min(view.settings().choiceCount(), MAX_CHOICES);
        for (int i = 1; i < choices; i++) {
            int other = hosts.drawn(observed.random());
            double load = load(view, other, observed, even, bias);
            if (load < bestLoad) {
                best = other;
                bestLoad = load;
            }
        }
        return best;
    }

    private static double load(HostSetView view, int host, LoadObserved observed, boolean even, double bias) {
        int active = observed.activeRequests(host);
        if (even) {
            return active;
        }
        double weighed = bias == 1.0 ? active : bias == 0.0 ? 0 : Math.pow(active, bias);
        return weighed / view.hosts().get(host).weight();
    }

    /** The choice once more, with what happened to every host; for people, not for the hot path. */
    public static Explanation explain(HostSetView view, LoadObserved observed) {
        int chosen = choose(view, observed);
        List<Refusal> refusals = new ArrayList<>();
        for (int i = 0; i < view.hosts().size(); i++) {
            if (i != chosen) {
                refusals.add(new Refusal(i, reason(view, i, chosen)));
            }
        }
        return new Explanation(chosen, refusals);
    }

    private static Reason reason(HostSetView view, int host, int chosen) {
        Host candidate = view.hosts().get(host);
        int priority = candidate.priority();
        boolean panic = view.inPanic(priority);
        if (!panic && candidate.health() == HostHealth.UNHEALTHY) {
            return Reason.UNHEALTHY;
        }
        if (view.healthyLoad(priority) + view.degradedLoad(priority) == 0) {
            return Reason.PRIORITY_GETS_NO_LOAD;
        }
        if (!panic && candidate.health() == HostHealth.DEGRADED && view.degradedLoad(priority) == 0) {
            return Reason.DEGRADED_NOT_NEEDED;
        }
        if (view.settings().localityWeighted() && candidate.localityWeight() == 0) {
            return Reason.LOCALITY_WITHOUT_WEIGHT;
        }
        if (chosen >= 0 && view.hosts().get(chosen).priority() != priority) {
            return Reason.OTHER_PRIORITY_DRAWN;
        }
        return Reason.NOT_ITS_TURN;
    }

    /** Why a host was not chosen. */
    public enum Reason {
        UNHEALTHY,
        PRIORITY_GETS_NO_LOAD,
        DEGRADED_NOT_NEEDED,
        LOCALITY_WITHOUT_WEIGHT,
        OTHER_PRIORITY_DRAWN,
        NOT_ITS_TURN
    }

    /** A host that was not chosen. */
    public record Refusal(int host, Reason reason) {}

    /**
     * A choice with its reasons.
     *
     * @param chosen   index of a host, or {@link #NONE}
     * @param refusals every other host
     */
    public record Explanation(int chosen, List<Refusal> refusals) {
        public Explanation {
            refusals = List.copyOf(refusals);
        }
    }
}
