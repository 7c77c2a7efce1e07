// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Free-form facts attached to a resource ({@code core.v3.Metadata}).
 *
 * @param filterMetadata {@code filter_metadata}, by namespace such as {@code envoy.lb} or {@code mainstay.io/workload}
 */
public record Metadata(Map<String, Value.Struct> filterMetadata) {
    /** Nothing attached. */
    public static final Metadata EMPTY = new Metadata(Map.of());

    public Metadata {
        filterMetadata = Collections.unmodifiableMap(new LinkedHashMap<>(filterMetadata));
    }

    /** The struct of a namespace, empty when there is none. */
    public Value.Struct namespace(String name) {
        return filterMetadata.getOrDefault(name, Value.Struct.EMPTY);
    }

    /** A string by namespace and key; empty when absent or of another type. */
    public Optional<String> text(String namespace, String key) {
        return namespace(namespace).text(key);
    }
}
