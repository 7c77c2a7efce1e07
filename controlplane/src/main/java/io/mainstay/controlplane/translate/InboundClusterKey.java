// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.mainstay.controlplane.state.Protocol;
import java.util.Objects;

/** Everything an inbound cluster may depend on. */
record InboundClusterKey(String name, String address, int port, Protocol protocol) {
    InboundClusterKey {
        Objects.requireNonNull(name);
        Objects.requireNonNull(address);
        Objects.requireNonNull(protocol);
    }
}
