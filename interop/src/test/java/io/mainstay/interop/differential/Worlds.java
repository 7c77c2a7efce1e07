// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.ArrayList;
import java.util.List;

/** Generates worlds: a pure function of a seed and the backend's ports. */
final class Worlds {
    private static final double SLOW = 0.04;

    private Worlds() {}

    static World world(long seed, int cases, int h1Port, int h2Port) {
        Dice dice = new Dice(seed);
        var routes = new RouteTables(new Dice(dice.split())).table();
        var manager = new Managers(new Dice(dice.split())).manager(routes);
        List<Case> all = new ArrayList<>();
        for (int i = 0; i < cases; i++) {
            Dice own = new Dice(dice.split());
            boolean slow = own.chance(SLOW);
            all.add(new Case(i, new Requests(own).request(slow), new Steps(own).steps(slow)));
        }
        return new World(seed, Bootstraps.of(manager, h1Port, h2Port), all);
    }
}
