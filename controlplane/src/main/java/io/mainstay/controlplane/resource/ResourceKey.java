// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.resource;

import java.util.Comparator;
import java.util.Objects;

/**
 * Names one resource.
 *
 * @param mesh  the tenant
 * @param group empty for Kubernetes' core group
 * @param kind  e.g. {@code HTTPRoute}
 */
public record ResourceKey(String mesh, String group, String kind, String namespace, String name)
        implements Comparable<ResourceKey> {
    private static final Comparator<ResourceKey> ORDER = Comparator.comparing(ResourceKey::mesh)
            .thenComparing(ResourceKey::group)
            .thenComparing(ResourceKey::kind)
            .thenComparing(ResourceKey::namespace)
            .thenComparing(ResourceKey::name);

    public ResourceKey {
        Objects.requireNonNull(mesh);
        Objects.requireNonNull(group);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(name);
    }

    @Override
    public int compareTo(ResourceKey other) {
        return ORDER.compare(this, other);
    }

    /** Kind, namespace and name, for people. */
    public String display() {
        return kind + " " + namespace + "/" + name;
    }
}
