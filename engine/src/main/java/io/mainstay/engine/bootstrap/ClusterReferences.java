// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.bootstrap;

import io.mainstay.engine.listener.FilterChainConfig;
import io.mainstay.engine.listener.HttpConnectionManagerConfig;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.engine.listener.RouteSource;
import io.mainstay.engine.route.ClusterSpecifier;
import io.mainstay.engine.route.RouteAction;
import io.mainstay.engine.route.RouteTableConfig;
import io.mainstay.engine.route.VirtualHostConfig;
import io.mainstay.engine.wire.Problems;
import io.mainstay.model.ConfigProblem.Code;
import java.util.Set;

/**
 * Whether the routes in static listeners lead somewhere. As in Envoy the static clusters count, since those of discovery come later,
 * and {@code validate_clusters: false} lets a table name what may yet come; clusters of a TCP proxy are not looked at.
 */
final class ClusterReferences {
    private final Set<String> clusters;

    ClusterReferences(Set<String> clusters) {
        this.clusters = Set.copyOf(clusters);
    }

    /** Checks all tables of a listener. */
    void check(ListenerConfig listener, Problems problems) {
        for (int i = 0; i < listener.filterChains().size(); i++) {
            chain(listener.filterChains().get(i), problems.in("filter_chains", i));
        }
        listener.defaultFilterChain().ifPresent(chain -> chain(chain, problems.in("default_filter_chain")));
    }

    private void chain(FilterChainConfig chain, Problems problems) {
        for (int i = 0; i < chain.filters().size(); i++) {
            if (chain.filters().get(i) instanceof HttpConnectionManagerConfig manager
                    && manager.routes() instanceof RouteSource.Inline inline
                    && inline.table().config().validateClusters()) {
                table(inline.table().config(), problems.in("filters", i).in("typed_config.route_config"));
            }
        }
    }

    private void table(RouteTableConfig table, Problems problems) {
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
        if (!cluster.isEmpty() && !clusters.contains(cluster)) {
            problems.add(
                    Code.UNRESOLVED_REFERENCE,
                    "there is no cluster \"" + cluster + "\" in static_resources (validate_clusters: false in"
                            + " route_config allows one that discovery brings)");
        }
    }
}
