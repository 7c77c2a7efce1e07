// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist;

import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.UsageException;
import java.util.List;
import java.util.Optional;

/** Prints what is running. The version comes from the jar's manifest. */
final class VersionVerb implements Verb {
    private static final CommandLine LINE = new CommandLine("version", "Prints the version.", List.of());

    static String version() {
        return Optional.ofNullable(VersionVerb.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }

    @Override
    public int run(List<String> arguments, Terminal terminal) {
        if (CommandLine.asksForHelp(arguments)) {
            terminal.out().print(LINE.help());
            return OK;
        }
        try {
            List<String> unexpected = LINE.parse(arguments).positionals();
            if (!unexpected.isEmpty()) {
                throw new UsageException("unexpected '" + unexpected.getFirst() + "'");
            }
        } catch (UsageException e) {
            terminal.err().println("mainstay version: " + e.getMessage() + "; 'mainstay version --help' tells more");
            return USAGE;
        }
        terminal.out().println("mainstay " + version() + " (Java " + Runtime.version() + ")");
        return OK;
    }
}
