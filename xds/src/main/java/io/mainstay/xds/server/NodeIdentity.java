// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.server;

import java.util.Objects;
import java.util.Optional;

/**
 * Who is at the other end of a stream, as the transport proved it. Nothing here is the node's own claim.
 *
 * @param spiffeId the URI of the client's certificate; empty on a transport without client certificates (a local socket)
 * @param peer     address of the other end, for people
 */
public record NodeIdentity(Optional<String> spiffeId, String peer) {
    public NodeIdentity {
        Objects.requireNonNull(spiffeId);
        Objects.requireNonNull(peer);
    }

    /** A peer that proved nothing. */
    public static NodeIdentity unproven(String peer) {
        return new NodeIdentity(Optional.empty(), peer);
    }
}
