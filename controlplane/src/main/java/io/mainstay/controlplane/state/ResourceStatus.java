// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.state;

import io.mainstay.controlplane.resource.Condition;
import java.util.List;
import java.util.Objects;

/**
 * What became of a resource.
 *
 * @param parents one entry per thing the resource attaches to; a single entry with an empty name for a kind that attaches to nothing
 */
public record ResourceStatus(List<Parent> parents) {
    public ResourceStatus {
        parents = List.copyOf(parents);
    }

    /** The conditions as regards one parent. */
    public record Parent(String name, List<Condition> conditions) {
        public Parent {
            Objects.requireNonNull(name);
            conditions = List.copyOf(conditions);
        }
    }

    /** Whether every condition holds. */
    public boolean good() {
        return parents.stream().allMatch(parent -> parent.conditions().stream().allMatch(Condition::holds));
    }
}
