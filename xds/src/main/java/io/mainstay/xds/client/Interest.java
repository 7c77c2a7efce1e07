// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.client;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a client wants of one type.
 *
 * @param everything all resources of the type, whatever their names
 * @param names      resources wanted by name, in the order in which they are asked for
 */
public record Interest(boolean everything, Set<String> names) {
    /** All resources of a type. */
    public static final Interest ALL = new Interest(true, Set.of());

    /** None. */
    public static final Interest NONE = new Interest(false, Set.of());

    public Interest {
        names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }

    /** Exactly these. */
    public static Interest in(Collection<String> names) {
        return new Interest(false, new LinkedHashSet<>(names));
    }

    /** Whether a resource of this name is wanted. */
    public boolean covers(String name) {
        return everything || names.contains(name);
    }

    /** Whether nothing is wanted. */
    public boolean isEmpty() {
        return !everything && names.isEmpty();
    }
}
