// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.server;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One connected stream and how far it has come.
 *
 * @param streamId    unique within this server
 * @param identity    what the transport proved
 * @param node        what the node says of itself
 * @param delta       whether it speaks the incremental variant
 * @param connectedAt when the stream began
 * @param types       in the order in which changes are sent
 */
public record NodeStatus(
        long streamId,
        NodeIdentity identity,
        NodeDescription node,
        boolean delta,
        Instant connectedAt,
        List<TypeStatus> types) {
    public NodeStatus {
        Objects.requireNonNull(identity);
        Objects.requireNonNull(node);
        Objects.requireNonNull(connectedAt);
        types = List.copyOf(types);
    }
}
