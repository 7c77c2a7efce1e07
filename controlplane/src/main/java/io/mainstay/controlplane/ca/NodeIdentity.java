// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.ca;

import io.mainstay.security.SpiffeId;
import java.util.Objects;
import java.util.Optional;

/**
 * A host that proved who it is by its client certificate, {@code spiffe://<trust domain>/node/<host>}. A trust domain is one
 * mesh's.
 */
public record NodeIdentity(String trustDomain, String host) {
    public NodeIdentity {
        Objects.requireNonNull(trustDomain);
        Objects.requireNonNull(host);
    }

    /** Empty when the id is not a node's. */
    public static Optional<NodeIdentity> of(SpiffeId id) {
        return id.role() instanceof SpiffeId.Role.Node(String host)
                ? Optional.of(new NodeIdentity(id.trustDomain(), host))
                : Optional.empty();
    }

    public SpiffeId spiffeId() {
        return SpiffeId.node(trustDomain, host);
    }
}
