// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.server;

import io.mainstay.model.Locality;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a node says of itself in its first request (Envoy's {@code core.v3.Node}). A claim: check it against the {@link NodeIdentity}.
 *
 * @param id        unique per connected proxy
 * @param cluster   the node's own service cluster; may be empty
 * @param locality  where it runs
 * @param userAgent name and version of the client; may be empty
 * @param metadata  JSON-like values: String, Double, Boolean, List, Map; entries that are null are left out
 */
public record NodeDescription(
        String id, String cluster, Locality locality, String userAgent, Map<String, Object> metadata) {
    public NodeDescription {
        Objects.requireNonNull(id);
        Objects.requireNonNull(cluster);
        Objects.requireNonNull(locality);
        Objects.requireNonNull(userAgent);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** A metadata entry that is text. */
    public Optional<String> text(String key) {
        return metadata.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }
}
