// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind;

import io.mainstay.controlplane.resource.ResourceKey;
import java.util.Objects;

/**
 * A resource as it is kept.
 *
 * @param json            the whole resource
 * @param createdRevision of the store
 * @param modRevision     of the store
 */
public record StoredResource(ResourceKey key, String json, long createdRevision, long modRevision) {
    public StoredResource {
        Objects.requireNonNull(key);
        Objects.requireNonNull(json);
    }
}
