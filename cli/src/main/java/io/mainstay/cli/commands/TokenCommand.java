// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.commands;

import io.mainstay.cli.CliContext;
import io.mainstay.cli.Command;
import io.mainstay.cli.api.ApiClient;
import io.mainstay.cli.api.ApiException;
import io.mainstay.cli.api.EnrolmentSecret;
import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.Given;
import io.mainstay.cli.options.Option;
import io.mainstay.cli.options.UsageException;
import io.mainstay.cli.output.Format;
import io.mainstay.cli.output.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code token}: what lets hosts into the mesh. */
public final class TokenCommand implements Command {
    @Override
    public CommandLine line() {
        return new CommandLine(
                "token create|list|revoke [ID] [OPTION...]",
                """
                Makes, lists and revokes tokens with which hosts join.

                'create' prints a join string for 'mainstay node --join': the token and the fingerprint by which the host
                recognises the control plane. Keep it secret.
                """,
                List.of(
                        Option.value("--role", "ROLE", "node (default) or gateway"),
                        Option.value("--hosts", "NAMES", "good for these hosts alone (default: any)"),
                        Option.value("--hours", "N", "good for so long (default: 24)"),
                        Format.OPTION));
    }

    @Override
    public int run(Given given, CliContext context) throws UsageException, ApiException, IOException {
        String action = given.positionals().isEmpty() ? "" : given.positionals().getFirst();
        ApiClient api = context.api(given);
        Format format = Format.of(given);
        switch (action) {
            case "create" -> create(given, context, api, format);
            case "list" -> {
                JsonNode tokens = api.view("tokens");
                Table table = new Table("ID", "ROLE", "HOSTS", "EXPIRES");
                for (JsonNode token : tokens.path("tokens")) {
                    table.row(
                            token.path("id").asString(""),
                            token.path("role").asString(""),
                            token.path("hosts").asString(""),
                            token.path("expires").asString(""));
                }
                context.out().print(format == Format.TABLE ? table.text() : format.write(tokens));
            }
            case "revoke" -> {
                if (given.positionals().size() != 2) {
                    throw new UsageException("say which id; 'mainstay token list' shows them");
                }
                api.revokeToken(given.positionals().get(1));
                context.out().println("token " + given.positionals().get(1) + " revoked");
            }
            default -> throw new UsageException("expected create, list or revoke");
        }
        return OK;
    }

    private static void create(Given given, CliContext context, ApiClient api, Format format)
            throws UsageException, ApiException {
        String role = given.value("--role", "node");
        if (!role.equals("node") && !role.equals("gateway")) {
            throw new UsageException("--role: " + role + " (expected: node or gateway)");
        }
        Duration validity = Duration.ofHours(given.number("--hours", 24, 1, 8_760));
        EnrolmentSecret secret = api.createToken(role, given.value("--hosts", "*"), validity);
        if (format == Format.TABLE) {
            context.out().println(secret.join());
            return;
        }
        context.out()
                .print(format.write(JsonNodeFactory.instance
                        .objectNode()
                        .put("id", secret.id())
                        .put("role", role)
                        .put("join", secret.join())));
    }
}
