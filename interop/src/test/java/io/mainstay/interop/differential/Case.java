// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.ArrayList;
import java.util.List;

/**
 * One request and what the backend does with its attempts, the last step again and again.
 *
 * @param number within its world
 */
record Case(int number, Request request, List<Step> steps) {
    /** The header by which the backend knows a case again. No rule of a generated world touches it. */
    static final String HEADER = "x-case";

    Case {
        steps = List.copyOf(steps);
    }

    /** What the backend does with an attempt, the first being 0. */
    Step step(int attempt) {
        return steps.get(Math.min(attempt, steps.size() - 1));
    }

    /** The same with a backend that never takes one of the steps. */
    Case without(int step) {
        List<Step> left = new ArrayList<>(steps);
        left.remove(step);
        return new Case(number, request, left);
    }
}
