// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.commands;

import io.mainstay.cli.CliContext;
import io.mainstay.cli.Command;
import io.mainstay.cli.api.ApiException;
import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.Given;
import io.mainstay.cli.options.UsageException;
import io.mainstay.cli.output.Format;
import io.mainstay.cli.output.Table;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** {@code proxy-status}: what each connected proxy was sent, and what it made of it. */
public final class ProxyStatusCommand implements Command {
    @Override
    public CommandLine line() {
        return new CommandLine("proxy-status [NODE] [OPTION...]", """
            Shows the connected proxies and, for each type of resource, whether they have accepted what they were sent.

            Exits with 1 when a proxy has refused something.
            """, List.of(Format.OPTION));
    }

    @Override
    public int run(Given given, CliContext context) throws UsageException, ApiException, IOException {
        Format format = Format.of(given);
        JsonNode status = context.api(given).view("proxy-status");
        Table table = new Table("NODE", "ROLE", "TYPE", "STATE", "RESOURCES", "VERSION", "REFUSAL");
        boolean refused = false;
        for (JsonNode node : status.path("nodes")) {
            String name = node.path("node").asString("");
            if (!given.positionals().isEmpty()
                    && !name.contains(given.positionals().getFirst())) {
                continue;
            }
            for (JsonNode type : node.path("types")) {
                String url = type.path("typeUrl").asString("");
                String refusal = type.path("refusal").path("error").asString("");
                refused |= !refusal.isEmpty();
                table.row(
                        name,
                        node.path("role").asString(""),
                        url.substring(url.lastIndexOf('.') + 1),
                        type.path("state").asString(""),
                        type.path("resources").asInt(0),
                        type.path("ackedVersion").asString(""),
                        refusal);
            }
        }
        if (format != Format.TABLE) {
            context.out().print(format.write(status));
        } else if (table.isEmpty()) {
            context.err().println("no proxy is connected; start one with 'mainstay node'");
        } else {
            context.out().print(table.text());
        }
        return refused ? FAILED : OK;
    }
}
