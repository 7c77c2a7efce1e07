// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.List;

/** What the backend does with one attempt of a request. */
sealed interface Step {
    /** Answers. */
    record Reply(int status, List<Field> fields, Body body) implements Step {
        public Reply {
            fields = List.copyOf(fields);
        }
    }

    /** Never answers. */
    record Silence() implements Step {}

    /** Ends the connection, or resets the stream, without an answer. */
    record Abort() implements Step {}

    /** Begins an answer of a hundred bytes and ends the connection, or resets the stream, after ten. */
    record Break() implements Step {}
}
