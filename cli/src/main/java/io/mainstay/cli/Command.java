// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli;

import io.mainstay.cli.api.ApiException;
import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.Given;
import io.mainstay.cli.options.UsageException;
import java.io.IOException;

/** A client verb. */
public interface Command {
    /** It worked. */
    int OK = 0;
    /** It ran, and the answer is no. */
    int FAILED = 1;
    /** It was not understood. */
    int USAGE = 2;

    /** What it understands. */
    CommandLine line();

    /** Whether it talks to a control plane, so that {@code --server} has a meaning. */
    default boolean asksServer() {
        return true;
    }

    /** Does it; returns the exit code. */
    int run(Given given, CliContext context) throws UsageException, ApiException, IOException;
}
