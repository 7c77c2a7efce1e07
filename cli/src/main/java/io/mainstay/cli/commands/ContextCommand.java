// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.commands;

import io.mainstay.cli.CliContext;
import io.mainstay.cli.Command;
import io.mainstay.cli.api.ApiException;
import io.mainstay.cli.api.Contexts;
import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.Given;
import io.mainstay.cli.options.UsageException;
import io.mainstay.cli.output.Format;
import io.mainstay.cli.output.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code context}: names for control planes, and which one is meant. */
public final class ContextCommand implements Command {
    @Override
    public CommandLine line() {
        return new CommandLine(
                "context list|set NAME --server ADDRESS|use NAME|delete NAME", """
                    Keeps a list of control planes and which of them is meant.

                    The token of a control plane on TCP is taken from MAINSTAY_TOKEN when a context is set.
                    """, List.of(Format.OPTION));
    }

    @Override
    public int run(Given given, CliContext context) throws UsageException, ApiException, IOException {
        Path folder = context.folders().config();
        Contexts contexts = Contexts.read(folder);
        String action =
                given.positionals().isEmpty() ? "list" : given.positionals().getFirst();
        if (action.equals("list")) {
            list(contexts, Format.of(given), context);
            return OK;
        }
        if (given.positionals().size() != 2) {
            throw new UsageException("say which: mainstay context " + action + " NAME");
        }
        String name = given.positionals().get(1);
        switch (action) {
            case "set" -> {
                String server = given.required("--server");
                CliContext.address(server);
                String token = context.environment().getOrDefault("MAINSTAY_TOKEN", "");
                contexts.with(new Contexts.Entry(name, server, token))
                        .using(name)
                        .write(folder);
            }
            case "use" -> {
                if (contexts.find(name).isEmpty()) {
                    throw new UsageException("no context '" + name + "'; 'mainstay context list' shows them");
                }
                contexts.using(name).write(folder);
            }
            case "delete" -> contexts.without(name).write(folder);
            default -> throw new UsageException("expected list, set, use or delete");
        }
        context.out().println("context " + name + (action.equals("delete") ? " deleted" : " in use"));
        return OK;
    }

    private static void list(Contexts contexts, Format format, CliContext context) {
        Table table = new Table("CURRENT", "NAME", "SERVER");
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("current", contexts.current());
        ArrayNode list = root.putArray("contexts");
        for (Contexts.Entry entry : contexts.entries()) {
            table.row(entry.name().equals(contexts.current()) ? "*" : "", entry.name(), entry.server());
            list.addObject().put("name", entry.name()).put("server", entry.server());
        }
        if (format == Format.TABLE && table.isEmpty()) {
            context.err().println("no contexts; without one the control plane of this machine is meant");
        } else {
            context.out().print(format == Format.TABLE ? table.text() : format.write(root));
        }
    }
}
