// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist;

import io.mainstay.cli.Cli;
import io.mainstay.cli.CliContext;
import java.util.List;

/** A verb of module {@code cli}. */
final class ClientVerb implements Verb {
    private final String word;

    ClientVerb(String word) {
        this.word = word;
    }

    @Override
    public int run(List<String> arguments, Terminal terminal) {
        int code = Cli.run(
                word, arguments, new CliContext(terminal.out(), terminal.err(), terminal.in(), System.getenv()));
        terminal.out().flush();
        return code;
    }
}
