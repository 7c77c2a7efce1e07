// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import io.mainstay.model.Locality;
import java.util.Objects;

/**
 * What a proxy says of itself to its management server ({@code core.v3.Node}).
 *
 * @param id       unique among the proxies of a mesh
 * @param cluster  the service or group it belongs to; may be empty
 * @param metadata opaque to the data plane
 */
public record Node(String id, String cluster, Locality locality, Value.Struct metadata) {
    /** Says nothing. */
    public static final Node EMPTY = new Node("", "", Locality.UNKNOWN, Value.Struct.EMPTY);

    public Node {
        Objects.requireNonNull(id);
        Objects.requireNonNull(cluster);
        Objects.requireNonNull(locality);
        Objects.requireNonNull(metadata);
    }
}
