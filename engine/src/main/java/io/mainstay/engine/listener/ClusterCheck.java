// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import io.mainstay.engine.route.ClusterSpecifier;
import io.mainstay.engine.route.RouteAction;
import io.mainstay.engine.route.RouteTableConfig;
import io.mainstay.engine.route.VirtualHostConfig;
import io.mainstay.engine.wire.Problems;
import io.mainstay.model.ConfigProblem.Code;
import java.util.function.Predicate;

/**
 * Whether routes lead to clusters that are there: {@code validate_clusters} of {@code route.v3.RouteConfiguration}. Clusters of a TCP
 * proxy are not looked at, as in Envoy.
 */
public final class ClusterCheck {
    private final Predicate<String> known;
    private final boolean whenUnset;

    /**
     * A check against what is known now.
     *
     * @param known     whether there is a cluster of this name; asked during a check only
     * @param whenUnset whether a table that does not say {@code validate_clusters} is checked
     */
    public ClusterCheck(Predicate<String> known, boolean whenUnset) {
        this.known = known;
        this.whenUnset = whenUnset;
    }

    /** Checks all inline tables of a listener. */
    public void check(ListenerConfig listener, Problems problems) {
        for (int i = 0; i < listener.filterChains().size(); i++) {
            chain(listener.filterChains().get(i), problems.in("filter_chains", i));
        }
        listener.defaultFilterChain().ifPresent(chain -> chain(chain, problems.in("default_filter_chain")));
    }

    private void chain(FilterChainConfig chain, Problems problems) {
        for (int i = 0; i < chain.filters().size(); i++) {
            if (chain.filters().get(i) instanceof HttpConnectionManagerConfig manager
                    && manager.routes() instanceof RouteSource.Inline inline) {
                check(inline.table().config(), problems.in("filters", i).in("typed_config.route_config"));
            }
        }
    }

    /** Checks a table, unless it asks not to be. */
    public void check(RouteTableConfig table, Problems problems) {
        if (!table.validateClusters().orElse(whenUnset)) {
            return;
        }
        for (int i = 0; i < table.virtualHosts().size(); i++) {
            VirtualHostConfig host = table.virtualHosts().get(i);
            for (int j = 0; j < host.routes().size(); j++) {
                if (host.routes().get(j).action() instanceof RouteAction.ForwardTo forward) {
                    Problems at =
                            problems.in("virtual_hosts", i).in("routes", j).in("route");
                    target(forward.cluster(), at);
                }
            }
        }
    }

    private void target(ClusterSpecifier target, Problems problems) {
        switch (target) {
            case ClusterSpecifier.Named(String cluster) -> exists(cluster, problems.in("cluster"));
            case ClusterSpecifier.Header _ -> {}
            case ClusterSpecifier.Weighted weighted -> {
                for (int i = 0; i < weighted.clusters().size(); i++) {
                    Problems at = problems.in("weighted_clusters").in("clusters", i);
                    exists(weighted.clusters().get(i).name(), at.in("name"));
                }
            }
        }
    }

    private void exists(String cluster, Problems problems) {
        // One without a name is a problem of its own.
        if (!cluster.isEmpty() && !known.test(cluster)) {
            problems.add(
                    Code.UNRESOLVED_REFERENCE,
                    "there is no cluster \"" + cluster
                            + "\" (validate_clusters: false in the route configuration allows one that is yet to"
                            + " come)");
        }
    }
}
