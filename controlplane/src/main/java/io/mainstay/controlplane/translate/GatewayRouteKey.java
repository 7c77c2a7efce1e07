// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.mainstay.controlplane.state.MeshGateway;
import java.util.List;
import java.util.Objects;

/** Everything the route table of a gateway's listener may depend on. */
record GatewayRouteKey(String name, List<MeshGateway.Host> hosts) {
    GatewayRouteKey {
        Objects.requireNonNull(name);
        hosts = List.copyOf(hosts);
    }
}
