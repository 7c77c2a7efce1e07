// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import com.google.protobuf.UInt64Value;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import java.util.ArrayList;
import java.util.List;

/** Generates worlds: a pure function of a seed and the backend's ports. */
final class Worlds {
    private static final double SLOW = 0.04;
    private static final long ENVOYS_BUFFER = 1024 * 1024;

    private Worlds() {}

    static World world(long seed, int cases, int h1Port, int h2Port) {
        Dice dice = new Dice(seed);
        RouteConfiguration routes = new RouteTables(new Dice(dice.split())).table();
        Managers managers = new Managers(new Dice(dice.split()));
        List<Case> all = new ArrayList<>();
        for (int i = 0; i < cases; i++) {
            Dice own = new Dice(dice.split());
            boolean slow = own.chance(SLOW);
            all.add(new Case(i, new Requests(own).request(slow), new Steps(own).steps(slow)));
        }
        // Last, so that what was there before is as it was.
        Dice last = new Dice(dice.split());
        if (last.chance(0.6)) {
            routes = buffering(routes);
        }
        boolean reuse = last.chance(0.5);
        return new World(seed, Bootstraps.of(managers.manager(routes), h1Port, h2Port, reuse), all);
    }

    /** As much of a request's body kept for a retry as Envoy keeps by itself. */
    private static RouteConfiguration buffering(RouteConfiguration routes) {
        RouteConfiguration.Builder changed = routes.toBuilder();
        changed.getVirtualHostsBuilderList()
                .forEach(host -> host.setRequestBodyBufferLimit(UInt64Value.of(ENVOYS_BUFFER)));
        return changed.build();
    }
}
