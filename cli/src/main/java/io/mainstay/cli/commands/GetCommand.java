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
import io.mainstay.cli.output.Format;
import io.mainstay.cli.output.Table;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code get}: resources as they were written, with their status, or what the mesh knows of workloads. */
public final class GetCommand implements Command {
    @Override
    public CommandLine line() {
        return new CommandLine(
                "get KIND [NAME] [OPTION...]",
                "Shows resources, or the workloads of the mesh.\n\nKinds: workloads, "
                        + ResourceKind.ALL.stream().map(ResourceKind::plural).collect(Collectors.joining(", ")) + ".",
                List.of(
                        Option.value("--namespace", "NAME", "namespace (default: default)")
                                .letter('n'),
                        Option.flag("--all-namespaces", "all of them").letter('A'),
                        Format.OPTION));
    }

    @Override
    public int run(Given given, CliContext context) throws UsageException, ApiException, IOException {
        if (given.positionals().isEmpty() || given.positionals().size() > 2) {
            throw new UsageException("say which kind, and perhaps which name");
        }
        Format format = Format.of(given);
        String word = given.positionals().getFirst();
        ApiClient api = context.api(given);
        if (word.startsWith("workload") && !word.startsWith("workloade")) {
            JsonNode workloads = api.view("workloads");
            context.out().print(format == Format.TABLE ? workloads(workloads) : format.write(workloads));
            return OK;
        }
        ResourceKind kind = ResourceKind.named(word, "workloads");
        Optional<String> namespace =
                given.has("--all-namespaces") ? Optional.empty() : Optional.of(given.value("--namespace", "default"));
        Optional<String> name = given.positionals().size() == 2
                ? Optional.of(given.positionals().get(1))
                : Optional.empty();
        if (name.isPresent() && namespace.isEmpty()) {
            throw new UsageException("a name needs one namespace; leave --all-namespaces out");
        }
        JsonNode found =
                name.isPresent() ? api.read(kind, namespace.orElseThrow(), name.get()) : api.list(kind, namespace);
        if (format != Format.TABLE) {
            context.out().print(format.write(found));
            return OK;
        }
        JsonNode items = name.isPresent() ? JsonNodeFactory.instance.arrayNode().add(found) : found.path("items");
        if (items.isEmpty()) {
            context.err()
                    .println("no " + kind.plural()
                            + namespace.map(one -> " in namespace " + one).orElse(""));
            return OK;
        }
        context.out().print(table(items));
        return OK;
    }

    private static String table(JsonNode items) {
        Table table = new Table("NAMESPACE", "NAME", "STATUS", "SOURCE");
        for (JsonNode item : items) {
            table.row(
                    item.path("metadata").path("namespace").asString("default"),
                    item.path("metadata").path("name").asString(""),
                    status(item.path("status")),
                    item.path("status").path("source").asString(""));
        }
        return table.text();
    }

    /** What does not hold, in words; {@code ok} when everything does. */
    private static String status(JsonNode status) {
        String complaints = Stream.concat(
                        stream(status.path("conditions")),
                        stream(status.path("parents")).flatMap(parent -> stream(parent.path("conditions"))))
                .filter(condition -> condition.path("status").asString("").equals("False"))
                .map(condition -> condition.path("reason").asString("") + ": "
                        + condition.path("message").asString(""))
                .distinct()
                .collect(Collectors.joining("; "));
        return complaints.isEmpty() ? "ok" : complaints;
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String workloads(JsonNode found) {
        Table table =
                new Table("NAMESPACE", "NAME", "SERVICES", "VERSION", "HOST", "ADDRESS", "LOCALITY", "HEALTHY", "MTLS");
        for (JsonNode workload : found.path("workloads")) {
            String services = stream(workload.path("services"))
                    .map(service -> service.asString(""))
                    .collect(Collectors.joining(","));
            int port = workload.path("inboundPort").asInt(0);
            table.row(
                    workload.path("namespace").asString(""),
                    workload.path("name").asString(""),
                    services,
                    workload.path("version").asString(""),
                    workload.path("host").asString(""),
                    workload.path("address").asString("") + (port > 0 ? ":" + port : ""),
                    workload.path("locality").asString(""),
                    workload.path("healthy").asBoolean(false) ? "yes" : "no",
                    workload.path("mtls").asString(""));
        }
        return table.text();
    }
}
