// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.Observed;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A route table ready to be asked: everything that can be prepared is prepared when it is built, on the configuration thread.
 * Immutable and shared by all event loops.
 */
public final class RouteTable {
    private final RouteTableConfig config;
    private final DomainIndex domains;

    public RouteTable(RouteTableConfig config) {
        this.config = config;
        List<VirtualHostRoutes> hosts = config.virtualHosts().stream()
                .map(host -> new VirtualHostRoutes(config, host))
                .toList();
        this.domains = new DomainIndex(hosts, config.ignorePortInHost());
    }

    public RouteTableConfig config() {
        return config;
    }

    public String name() {
        return config.name();
    }

    /** The route for a request. Allocates nothing, unless a matcher must (regular expressions, folding case). */
    public RouteDecision decide(RequestAttributes request, Observed observed) {
        VirtualHostRoutes host = domains.find(request.authority());
        return host == null ? RouteDecision.Unrouted.NO_VIRTUAL_HOST : host.decide(request, observed);
    }

    /** The virtual host for an authority; empty when none. For what must be decided before there is a whole request. */
    public Optional<VirtualHostConfig> virtualHost(String authority) {
        @Nullable VirtualHostRoutes host = domains.find(authority);
        return host == null ? Optional.empty() : Optional.of(host.config());
    }

    /** The decision with its reasons, for people: says which rule came nearest of those that did not match. Slow. */
    public RouteExplanation explain(RequestAttributes request, Observed observed) {
        return RouteExplanation.of(
                virtualHost(request.authority()), decide(request, observed), request, config.ignorePathParameters());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RouteTable table && table.config.equals(config);
    }

    @Override
    public int hashCode() {
        return config.hashCode();
    }

    @Override
    public String toString() {
        return "RouteTable[" + config.name() + "]";
    }
}
