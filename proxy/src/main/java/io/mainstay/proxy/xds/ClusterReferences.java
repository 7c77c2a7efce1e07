// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import io.mainstay.engine.listener.HttpConnectionManagerConfig;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.engine.listener.RouteSource;
import io.mainstay.engine.listener.TcpProxyConfig;
import io.mainstay.engine.route.ClusterSpecifier;
import io.mainstay.engine.route.RouteAction;
import io.mainstay.engine.route.RouteTable;
import java.util.HashSet;
import java.util.Set;

/** Which clusters configuration in use names. */
final class ClusterReferences {
    private final Set<String> names = new HashSet<>();

    Set<String> names() {
        return names;
    }

    void add(ListenerConfig listener) {
        Need.chains(listener).flatMap(chain -> chain.filters().stream()).forEach(filter -> {
            switch (filter) {
                case HttpConnectionManagerConfig manager -> {
                    if (manager.routes() instanceof RouteSource.Inline inline) {
                        add(inline.table());
                    }
                }
                case TcpProxyConfig tcp -> tcp.clusters().forEach(cluster -> names.add(cluster.name()));
            }
        });
    }

    void add(RouteTable table) {
        table.config().virtualHosts().stream()
                .flatMap(host -> host.routes().stream())
                .forEach(route -> {
                    if (route.action() instanceof RouteAction.ForwardTo forward) {
                        add(forward.cluster());
                    }
                });
    }

    private void add(ClusterSpecifier cluster) {
        switch (cluster) {
            case ClusterSpecifier.Named named -> names.add(named.cluster());
            case ClusterSpecifier.Weighted weighted -> weighted.clusters().forEach(share -> names.add(share.name()));
            case ClusterSpecifier.Header _ -> {} // known when the request comes
        }
    }
}
