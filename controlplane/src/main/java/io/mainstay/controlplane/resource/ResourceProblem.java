// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.resource;

import io.mainstay.model.ConfigProblem;
import java.util.Objects;

/** A problem and where in the text it stands. */
public record ResourceProblem(ConfigProblem problem, Position position) {
    public ResourceProblem {
        Objects.requireNonNull(problem);
        Objects.requireNonNull(position);
    }

    @Override
    public String toString() {
        return position.line() > 0 ? "line " + position.line() + ": " + problem : problem.toString();
    }
}
