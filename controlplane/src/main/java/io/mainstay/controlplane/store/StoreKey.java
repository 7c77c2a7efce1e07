// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.store;

import java.util.Comparator;
import java.util.Objects;

/**
 * Names one entry of the store. Ordered by mesh, then path, by code unit.
 *
 * @param mesh the tenant; never empty, no slash
 * @param path the rest, segments joined by slashes, e.g. {@code resources/apps/reviews}
 */
public record StoreKey(String mesh, String path) implements Comparable<StoreKey> {
    private static final Comparator<StoreKey> ORDER =
            Comparator.comparing(StoreKey::mesh).thenComparing(StoreKey::path);

    public StoreKey {
        Objects.requireNonNull(path);
        if (mesh.isEmpty() || mesh.indexOf('/') >= 0) {
            throw new IllegalArgumentException("mesh: '" + mesh + "' (expected: a name without slash)");
        }
    }

    /** Reverses {@link #toString}. */
    static StoreKey parse(String text) {
        int slash = text.indexOf('/');
        return new StoreKey(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public int compareTo(StoreKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return mesh + "/" + path;
    }
}
