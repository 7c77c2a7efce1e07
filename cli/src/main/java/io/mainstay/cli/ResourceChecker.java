// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli;

import io.mainstay.cli.api.ApiProblem;
import java.util.List;
import java.util.Objects;

/** Checks resources where the command runs, by the rules of the control plane of this release. Pure. */
@FunctionalInterface
public interface ResourceChecker {
    /** Checks a text of any number of resources; {@code namespace} is for those that name none. */
    Checked check(String text, String namespace);

    /**
     * What a text holds.
     *
     * @param items empty when there are problems
     */
    record Checked(List<Item> items, List<ApiProblem> problems) {
        public Checked {
            items = List.copyOf(items);
            problems = List.copyOf(problems);
        }
    }

    /**
     * A resource without a mistake.
     *
     * @param inert paths of fields that are set and have no effect
     */
    record Item(String apiVersion, String kind, String namespace, String name, List<String> inert) {
        public Item {
            Objects.requireNonNull(apiVersion);
            Objects.requireNonNull(kind);
            Objects.requireNonNull(namespace);
            Objects.requireNonNull(name);
            inert = List.copyOf(inert);
        }
    }
}
