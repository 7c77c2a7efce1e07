// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import java.util.Objects;

/** Everything a gateway's listener may depend on. */
record GatewayListenerKey(String name, String address, int port, WorkloadView gateway) {
    GatewayListenerKey {
        Objects.requireNonNull(name);
        Objects.requireNonNull(address);
        Objects.requireNonNull(gateway);
    }
}
