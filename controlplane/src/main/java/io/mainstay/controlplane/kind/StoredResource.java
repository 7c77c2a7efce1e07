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
 * @param source          who wrote it; {@link #REGISTRY} for what enrolled hosts announce
 */
public record StoredResource(ResourceKey key, String json, long createdRevision, long modRevision, String source) {
    /** The source of what hosts announce. No user can write in its name. */
    public static final String REGISTRY = "registry";

    public StoredResource {
        Objects.requireNonNull(key);
        Objects.requireNonNull(json);
        Objects.requireNonNull(source);
    }
}
