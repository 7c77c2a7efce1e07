// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind;

import io.mainstay.controlplane.resource.Metadata;
import io.mainstay.controlplane.resource.ResourceKey;
import java.util.List;
import java.util.Objects;

/**
 * A resource that was checked and found good.
 *
 * @param apiVersion as it was written
 * @param json       the whole resource, without its status
 * @param inert      paths of fields that have no effect
 */
public record ResourceDocument(ResourceKey key, Metadata metadata, String apiVersion, String json, List<String> inert) {
    public ResourceDocument {
        Objects.requireNonNull(key);
        Objects.requireNonNull(metadata);
        Objects.requireNonNull(apiVersion);
        Objects.requireNonNull(json);
        inert = List.copyOf(inert);
    }
}
