// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.ArrayList;
import java.util.List;

/** What became of a case through one proxy. */
record Outcome(Answer answer, List<Seen> seen) {
    Outcome {
        seen = List.copyOf(seen);
    }

    /** The same as if one of the attempts had not been. */
    Outcome without(int attempt) {
        List<Seen> left = new ArrayList<>(seen);
        left.remove(attempt);
        return new Outcome(answer, left);
    }
}
