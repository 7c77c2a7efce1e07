// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.source;

import io.mainstay.controlplane.resource.ResourceProblem;
import java.util.Objects;

/**
 * Something wrong in a source.
 *
 * @param place a file, for example
 */
public record SourceProblem(String place, ResourceProblem problem) {
    public SourceProblem {
        Objects.requireNonNull(place);
        Objects.requireNonNull(problem);
    }

    @Override
    public String toString() {
        return place + ": " + problem;
    }
}
