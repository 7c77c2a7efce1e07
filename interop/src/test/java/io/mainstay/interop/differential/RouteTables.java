// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.util.ArrayList;
import java.util.List;

/** Random route tables. Besides the random hosts each has {@code slow.test}, whose timeouts are short enough to wait for. */
final class RouteTables {
    static final String SLOW_HOST = "slow.test";
    private static final int SLOW_MILLIS = 600;
    private static final int SLOW_TRY_MILLIS = 200;

    private final Dice dice;
    private final Matchers matchers;
    private final Edits edits;
    private final Actions actions;
    private final boolean specificWins;

    RouteTables(Dice dice) {
        this.dice = dice;
        matchers = new Matchers(dice);
        edits = new Edits(dice);
        specificWins = dice.chance(0.3);
        actions = new Actions(dice, matchers, edits, !specificWins);
    }

    RouteConfiguration table() {
        RouteConfiguration.Builder table = RouteConfiguration.newBuilder()
                .setName("routes")
                .addAllRequestHeadersToAdd(edits.requestAdditions())
                .addAllRequestHeadersToRemove(edits.requestRemovals())
                .addAllResponseHeadersToAdd(edits.responseAdditions())
                .addAllResponseHeadersToRemove(edits.responseRemovals())
                .setMostSpecificHeaderMutationsWins(specificWins)
                .setIgnorePortInHostMatching(dice.chance(0.3))
                .setIgnorePathParametersInPathMatching(dice.chance(0.2))
                .addVirtualHosts(slow());
        List<String> domains = new ArrayList<>(Words.DOMAINS);
        int hosts = 1 + dice.below(4);
        for (int i = 0; i < hosts; i++) {
            boolean last = i == hosts - 1;
            List<String> own = dice.some(domains, 3);
            domains.removeAll(own);
            if (last && dice.chance(0.8)) {
                own.add("*");
            }
            if (!own.isEmpty()) {
                table.addVirtualHosts(host("host-" + i, own));
            }
        }
        return table.build();
    }

    private VirtualHost host(String name, List<String> domains) {
        VirtualHost.Builder host = VirtualHost.newBuilder()
                .setName(name)
                .addAllDomains(domains)
                .addAllRequestHeadersToAdd(edits.requestAdditions())
                .addAllRequestHeadersToRemove(edits.requestRemovals())
                .addAllResponseHeadersToAdd(edits.responseAdditions())
                .addAllResponseHeadersToRemove(edits.responseRemovals())
                .setIncludeRequestAttemptCount(dice.chance(0.3))
                .setIncludeAttemptCountInResponse(dice.chance(0.3));
        if (dice.chance(0.05)) {
            host.setRequireTls(VirtualHost.TlsRequirementType.ALL);
        }
        if (dice.chance(0.2)) {
            host.setRetryPolicy(actions.retry());
        }
        int routes = 1 + dice.below(6);
        for (int i = 0; i < routes; i++) {
            host.addRoutes(route(name + "-" + i, matchers.route()));
        }
        if (dice.chance(0.8)) {
            host.addRoutes(route("", RouteMatch.newBuilder().setPrefix("/").build()));
        }
        return host.build();
    }

    private Route route(String name, RouteMatch match) {
        Route.Builder route = Route.newBuilder()
                .setName(name)
                .setMatch(match)
                .addAllRequestHeadersToAdd(edits.requestAdditions())
                .addAllRequestHeadersToRemove(edits.requestRemovals())
                .addAllResponseHeadersToAdd(edits.responseAdditions())
                .addAllResponseHeadersToRemove(edits.responseRemovals());
        actions.on(route);
        return route.build();
    }

    private VirtualHost slow() {
        RouteAction.Builder action =
                RouteAction.newBuilder().setCluster(dice.pick("h1", "h2")).setTimeout(millis(SLOW_MILLIS));
        if (dice.chance(0.5)) {
            action.setRetryPolicy(RetryPolicy.newBuilder()
                    .setRetryOn(dice.pick("5xx", "gateway-error", "reset"))
                    .setNumRetries(UInt32Value.of(1))
                    .setPerTryTimeout(millis(SLOW_TRY_MILLIS)));
        }
        return VirtualHost.newBuilder()
                .setName("slow")
                .addDomains(SLOW_HOST)
                .addRoutes(Route.newBuilder()
                        .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                        .setRoute(action))
                .build();
    }

    private static Duration millis(int millis) {
        return Duration.newBuilder().setNanos(millis * 1_000_000).build();
    }
}
