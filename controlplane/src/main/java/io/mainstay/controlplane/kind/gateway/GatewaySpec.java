// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind.gateway;

import io.mainstay.controlplane.state.MeshGateway;
import java.util.List;

/** What a Gateway says. */
public record GatewaySpec(List<MeshGateway.Listener> listeners) {
    public GatewaySpec {
        listeners = List.copyOf(listeners);
    }
}
