// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.mainstay.controlplane.state.HttpAction;
import io.mainstay.controlplane.state.HttpMatch;
import io.mainstay.controlplane.state.HttpRule;
import io.mainstay.controlplane.state.MeshGateway;
import io.mainstay.controlplane.state.ServicePortName;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsResource;
import java.util.List;
import java.util.Optional;

/** Route tables. */
final class RouteTranslator {
    private RouteTranslator() {}

    /** Everything to the application, for as long as it takes; the caller has its own limits. */
    static RouteConfiguration inbound(String cluster) {
        return RouteConfiguration.newBuilder()
                .setName(cluster)
                .addVirtualHosts(VirtualHost.newBuilder()
                        .setName(cluster)
                        .addDomains("*")
                        .addRoutes(Route.newBuilder()
                                .setName("default")
                                .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                                .setRoute(RouteAction.newBuilder()
                                        .setCluster(cluster)
                                        .setTimeout(Wire.seconds(0)))))
                .build();
    }

    /** Calls to one service port, whatever Host they name. */
    static XdsResource service(RouteTableKey key) {
        ServicePortName target = key.target();
        String name = Names.routeTable(target);
        Optional<String> host = Optional.of(target.service().host());
        VirtualHost.Builder virtualHost = VirtualHost.newBuilder().setName(name).addDomains("*");
        List<HttpRule> rules = key.rules();
        if (rules.isEmpty()) {
            HttpAction self =
                    HttpAction.Forward.to(List.of(new HttpAction.Backend(target.service(), target.port(), 1)));
            virtualHost.addRoutes(Route.newBuilder()
                    .setName("default")
                    .setMatch(RouteMatches.of(HttpMatch.ALL))
                    .mergeFrom(RouteActions.of(self, HttpMatch.ALL, host)));
        }
        rules.forEach(rule -> virtualHost.addRoutes(route(rule, host)));
        return resource(RouteConfiguration.newBuilder()
                .setName(name)
                .addVirtualHosts(virtualHost)
                .setValidateClusters(com.google.protobuf.BoolValue.of(false)));
    }

    /** What a gateway's listener serves, by host name. */
    static XdsResource gateway(GatewayRouteKey key) {
        RouteConfiguration.Builder table = RouteConfiguration.newBuilder()
                .setName(key.name())
                .setValidateClusters(com.google.protobuf.BoolValue.of(false));
        for (MeshGateway.Host host : key.hosts()) {
            VirtualHost.Builder virtualHost =
                    VirtualHost.newBuilder().setName(host.hostname()).addDomains(host.hostname());
            if (!host.hostname().equals("*")) {
                virtualHost.addDomains(host.hostname() + ":*");
            }
            host.rules().forEach(rule -> virtualHost.addRoutes(route(rule, Optional.empty())));
            table.addVirtualHosts(virtualHost);
        }
        return resource(table);
    }

    private static Route route(HttpRule rule, Optional<String> host) {
        return Route.newBuilder()
                .setName(rule.name())
                .setMatch(RouteMatches.of(rule.match()))
                .mergeFrom(RouteActions.of(rule.action(), rule.match(), host))
                .build();
    }

    private static XdsResource resource(RouteConfiguration.Builder table) {
        return XdsResource.of(table.getName(), TypeUrls.ROUTE, table.build());
    }
}
