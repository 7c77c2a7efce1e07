// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Runs what a group of verbs does at its start and on its first work, then ends. The launcher runs it once per build to
 * make the start-up cache, so whatever is exercised here is quick from the first real start on.
 */
final class SelfTestVerb implements Verb {
    @Override
    public int run(List<String> arguments, Terminal terminal) {
        String group = arguments.isEmpty() ? "cli" : arguments.getFirst();
        return switch (group) {
            case "cli", "proxy", "up", "run", "demo" -> help();
            default -> {
                terminal.err().println("mainstay selftest: no group '" + group + "'");
                yield USAGE;
            }
        };
    }

    private static int help() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        Terminal quiet = new Terminal(nowhere, nowhere, InputStream.nullInputStream());
        int help = Main.run(Main.verbs(), List.of("help"), quiet);
        int version = Main.run(Main.verbs(), List.of("version"), quiet);
        return help == OK && version == OK ? OK : FAILED;
    }
}
