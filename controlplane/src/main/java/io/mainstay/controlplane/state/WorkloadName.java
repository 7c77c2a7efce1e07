// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.state;

import java.util.Comparator;
import java.util.Objects;

/** Names a workload: one process that serves, calls, or both. */
public record WorkloadName(String namespace, String name) implements Comparable<WorkloadName> {
    private static final Comparator<WorkloadName> ORDER =
            Comparator.comparing(WorkloadName::namespace).thenComparing(WorkloadName::name);

    public WorkloadName {
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(name);
    }

    @Override
    public int compareTo(WorkloadName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
