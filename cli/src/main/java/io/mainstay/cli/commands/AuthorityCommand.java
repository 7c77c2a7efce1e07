// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.commands;

import io.mainstay.cli.CliContext;
import io.mainstay.cli.Command;
import io.mainstay.cli.api.ApiClient;
import io.mainstay.cli.api.ApiException;
import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.Given;
import io.mainstay.cli.options.UsageException;
import io.mainstay.cli.output.Format;
import io.mainstay.cli.output.Table;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** {@code ca}: the authority's roots, and replacing one without a handshake that fails. */
public final class AuthorityCommand implements Command {
    @Override
    public CommandLine line() {
        return new CommandLine("ca show|add-root|switch|(retire FINGERPRINT) [OPTION...]", """
            Shows the roots of trust, and replaces one in three steps, each of which may be repeated.

            'add-root' makes a new root and tells every host to trust it too. 'switch' signs with it from then on; it is refused
            while a connected host has not taken it up. 'retire' ends the trust in the old one; it is refused until
            every certificate it signed has expired, a day after the switch. Join strings of before the switch are no
            longer good after it: make new tokens.
            """, List.of(Format.OPTION));
    }

    @Override
    public int run(Given given, CliContext context) throws UsageException, ApiException, IOException {
        List<String> words = given.positionals();
        String step = words.isEmpty() ? "show" : words.getFirst();
        boolean retire = step.equals("retire");
        if (!List.of("show", "add-root", "switch", "retire").contains(step)) {
            throw new UsageException("no step '" + step + "' (expected: show, add-root, switch or retire)");
        }
        if (!retire && words.size() > 1) {
            throw new UsageException("'" + step + "' takes nothing more, and '" + words.get(1)
                    + "' stands after it; only 'retire' takes a fingerprint");
        }
        if (words.size() > 2) {
            throw new UsageException("'retire' takes one fingerprint, and '" + words.get(2) + "' stands after it");
        }
        if (retire && words.size() < 2) {
            throw new UsageException("say which root; 'mainstay ca show' shows them");
        }
        Format format = Format.of(given);
        ApiClient api = context.api(given);
        JsonNode found = step.equals("show") ? api.view("ca") : api.authority(step, retire ? words.get(1) : "");
        context.out().print(format == Format.TABLE ? table(found) : format.write(found));
        return OK;
    }

    private static String table(JsonNode found) {
        Table table = new Table("ROOT", "SIGNS", "EXPIRES");
        for (JsonNode root : found.path("roots")) {
            table.row(
                    root.path("fingerprint").asString(""),
                    root.path("signs").asBoolean(false) ? "yes" : "no",
                    root.path("expires").asString(""));
        }
        return table.text() + found.path("hostsUpToDate").asInt(0) + " of "
                + found.path("hosts").asInt(0) + " connected hosts trust these\n";
    }
}
