// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.mainstay.controlplane.state.Protocol;
import io.mainstay.controlplane.state.ServicePortName;
import java.util.List;
import java.util.Objects;

/**
 * Everything an outbound cluster may depend on.
 *
 * @param tls        endpoints show certificates of the mesh
 * @param identities who may answer; sorted. None: nobody may
 */
record ClusterKey(ServicePortName target, Protocol protocol, boolean tls, List<String> identities) {
    ClusterKey {
        Objects.requireNonNull(target);
        Objects.requireNonNull(protocol);
        identities = List.copyOf(identities);
    }
}
