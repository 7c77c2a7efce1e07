// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

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
}
