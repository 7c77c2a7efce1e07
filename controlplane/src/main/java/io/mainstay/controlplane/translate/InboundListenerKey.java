// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.mainstay.controlplane.state.MtlsMode;
import io.mainstay.controlplane.state.Protocol;
import java.util.Objects;

/** Everything an inbound listener may depend on. */
record InboundListenerKey(
        String name,
        String address,
        int port,
        Protocol protocol,
        MtlsMode mode,
        String trustDomain,
        WorkloadView workload) {
    InboundListenerKey {
        Objects.requireNonNull(name);
        Objects.requireNonNull(address);
        Objects.requireNonNull(protocol);
        Objects.requireNonNull(mode);
        Objects.requireNonNull(trustDomain);
        Objects.requireNonNull(workload);
    }
}
