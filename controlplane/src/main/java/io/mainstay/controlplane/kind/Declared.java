// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind;

import io.mainstay.controlplane.resource.Metadata;
import io.mainstay.controlplane.resource.ResourceKey;
import java.util.Objects;

/**
 * A resource that has been read.
 *
 * @param createdRevision its age: the lower, the older
 * @param spec            the kind's own record
 * @param source          who wrote it, see {@link StoredResource}
 */
public record Declared<S extends Record>(
        ResourceKey key, Metadata metadata, long createdRevision, S spec, String source) {
    public Declared {
        Objects.requireNonNull(key);
        Objects.requireNonNull(metadata);
        Objects.requireNonNull(spec);
        Objects.requireNonNull(source);
    }
}
