// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.mainstay.controlplane.state.Protocol;
import io.mainstay.controlplane.state.ServicePortName;
import java.util.Objects;

/** Everything an outbound listener may depend on. */
record OutboundListenerKey(
        String name, String address, int port, Protocol protocol, ServicePortName target, WorkloadView caller) {
    OutboundListenerKey {
        Objects.requireNonNull(name);
        Objects.requireNonNull(address);
        Objects.requireNonNull(protocol);
        Objects.requireNonNull(target);
        Objects.requireNonNull(caller);
    }
}
