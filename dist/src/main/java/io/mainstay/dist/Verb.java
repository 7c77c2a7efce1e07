// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist;

import java.util.List;

/** One word after {@code mainstay}. A verb is made when its word is used, so that the others cost nothing at start. */
public interface Verb {
    /** It worked. */
    int OK = 0;
    /** It ran, and the answer is no. */
    int FAILED = 1;
    /** It was not understood. */
    int USAGE = 2;

    /**
     * Runs to its end on the calling thread.
     *
     * @param arguments what follows the word
     * @return the exit code of the process
     */
    int run(List<String> arguments, Terminal terminal);
}
