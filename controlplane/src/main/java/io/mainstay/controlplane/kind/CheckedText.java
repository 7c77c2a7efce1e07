// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind;

import io.mainstay.controlplane.resource.ResourceProblem;
import java.util.List;

/**
 * What became of a text: its resources, or every problem in it.
 *
 * @param documents empty when there are problems
 */
public record CheckedText(List<ResourceDocument> documents, List<ResourceProblem> problems) {
    public CheckedText {
        documents = problems.isEmpty() ? List.copyOf(documents) : List.of();
        problems = List.copyOf(problems);
    }
}
