// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.commands;

import io.mainstay.cli.CliContext;
import io.mainstay.cli.Command;
import io.mainstay.cli.api.ApiClient;
import io.mainstay.cli.api.ApiException;
import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.Given;
import io.mainstay.cli.options.Option;
import io.mainstay.cli.options.UsageException;
import io.mainstay.cli.output.Format;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** {@code apply}: every file is checked before the first is applied. */
public final class ApplyCommand implements Command {
    @Override
    public CommandLine line() {
        return new CommandLine(
                "apply -f PATH [OPTION...]",
                """
                Creates or changes resources.

                Each file is applied whole or not at all, and none when one of them has a mistake. Directories are read with
                all below them (*.yaml, *.yml, *.json); '-' is standard input.
                """,
                List.of(
                        ResourceFiles.OPTION,
                        ResourceFiles.NAMESPACE,
                        Option.flag("--dry-run", "have the control plane check, change nothing"),
                        Format.OPTION));
    }

    @Override
    public int run(Given given, CliContext context) throws UsageException, ApiException, IOException {
        Format format = Format.of(given);
        Map<String, String> texts = ResourceFiles.read(given, context);
        ApiClient api = context.api(given);
        String namespace = given.value("--namespace", "default");
        boolean dry = given.has("--dry-run");
        ApplyResult result = new ApplyResult();
        if (dry || texts.size() > 1) {
            result = send(api, texts, namespace, true);
        }
        if (result.valid() && !dry) {
            result = send(api, texts, namespace, false);
        }
        result.show(format, context);
        if (!result.valid() && texts.size() > 1) {
            context.err().println("nothing was changed");
        }
        return result.valid() ? OK : FAILED;
    }

    private static ApplyResult send(ApiClient api, Map<String, String> texts, String namespace, boolean dry)
            throws ApiException {
        ApplyResult result = new ApplyResult();
        for (Map.Entry<String, String> text : texts.entrySet()) {
            try {
                api.apply(text.getValue(), namespace, dry)
                        .path("items")
                        .forEach(item -> result.item(text.getKey(), item));
            } catch (ApiException e) {
                if (e.status() == 0) {
                    throw e;
                }
                result.refused(text.getKey(), String.valueOf(e.getMessage()), e.problems());
            }
        }
        return result;
    }
}
