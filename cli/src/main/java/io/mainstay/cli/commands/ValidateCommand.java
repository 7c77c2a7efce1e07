// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.commands;

import io.mainstay.cli.CliContext;
import io.mainstay.cli.Command;
import io.mainstay.cli.ResourceChecker;
import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.Given;
import io.mainstay.cli.options.UsageException;
import io.mainstay.cli.output.Format;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code validate}: the control plane's own rules, applied here; nothing is asked over any network. */
public final class ValidateCommand implements Command {
    @Override
    public CommandLine line() {
        return new CommandLine(
                "validate -f PATH [OPTION...]",
                """
                Checks resources on this machine, without a control plane.

                All problems are shown, each with its place and a hint. Exits with 0 when there are none, with 1 when there are
                some, with 2 when the command is wrong. 'mainstay apply --dry-run' has a control plane check.
                """,
                List.of(ResourceFiles.OPTION, ResourceFiles.NAMESPACE, Format.OPTION));
    }

    @Override
    public boolean asksServer() {
        return false;
    }

    @Override
    public int run(Given given, CliContext context) throws UsageException, IOException {
        Format format = Format.of(given);
        Map<String, String> texts = ResourceFiles.read(given, context);
        String namespace = given.value("--namespace", "default");
        ApplyResult result = new ApplyResult();
        for (Map.Entry<String, String> text : texts.entrySet()) {
            ResourceChecker.Checked checked = context.checker().check(text.getValue(), namespace);
            int count = checked.problems().size();
            if (count > 0) {
                result.refused(text.getKey(), count == 1 ? "1 problem" : count + " problems", checked.problems());
            } else if (checked.items().isEmpty()) {
                result.refused(text.getKey(), "there is no resource in it", List.of());
            }
            checked.items().forEach(item -> result.item(text.getKey(), view(item)));
        }
        result.show(format, context);
        return result.valid() ? OK : FAILED;
    }

    private static ObjectNode view(ResourceChecker.Item item) {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        view.put("apiVersion", item.apiVersion()).put("kind", item.kind());
        view.put("namespace", item.namespace()).put("name", item.name()).put("effect", "valid");
        ArrayNode inert = view.putArray("inert");
        item.inert().forEach(inert::add);
        return view;
    }
}
