// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.commands;

import io.mainstay.cli.CliContext;
import io.mainstay.cli.Command;
import io.mainstay.cli.api.ApiClient;
import io.mainstay.cli.api.ApiException;
import io.mainstay.cli.api.ResourceKind;
import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.Given;
import io.mainstay.cli.options.Option;
import io.mainstay.cli.options.UsageException;
import java.io.IOException;
import java.util.List;

/** {@code delete}. */
public final class DeleteCommand implements Command {
    @Override
    public CommandLine line() {
        return new CommandLine(
                "delete KIND NAME... [OPTION...]",
                "Deletes resources.",
                List.of(Option.value("--namespace", "NAME", "namespace (default: default)")
                        .letter('n')));
    }

    @Override
    public int run(Given given, CliContext context) throws UsageException, ApiException, IOException {
        if (given.positionals().size() < 2) {
            throw new UsageException("say which kind and which names");
        }
        String word = given.positionals().getFirst();
        ResourceKind kind = ResourceKind.named(word);
        ApiClient api = context.api(given);
        for (String name : given.positionals().subList(1, given.positionals().size())) {
            api.delete(kind, given.value("--namespace", "default"), name);
            context.out().println(kind.title(name) + " deleted");
        }
        return OK;
    }
}
