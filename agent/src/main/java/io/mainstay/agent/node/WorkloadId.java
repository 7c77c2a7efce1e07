// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.node;

import java.util.Objects;

/** A workload's name, unique in its mesh. */
public record WorkloadId(String namespace, String name) {
    public WorkloadId {
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
