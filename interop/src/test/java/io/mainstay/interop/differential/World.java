// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import java.util.List;

/** A bootstrap and the requests to try on it; the same for the same seed and ports. */
record World(long seed, Bootstrap bootstrap, List<Case> cases) {
    World {
        cases = List.copyOf(cases);
    }
}
