// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.commands;

import io.mainstay.cli.CliContext;
import io.mainstay.cli.Command;
import io.mainstay.cli.api.ApiClient;
import io.mainstay.cli.api.ApiException;
import io.mainstay.cli.api.ApiProblem;
import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.Given;
import io.mainstay.cli.options.Option;
import io.mainstay.cli.options.UsageException;
import io.mainstay.cli.output.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code apply} and {@code validate}: every file is checked before the first is applied. */
public final class ApplyCommand implements Command {
    private final boolean checkOnly;

    /** With {@code checkOnly}, nothing is changed. */
    public ApplyCommand(boolean checkOnly) {
        this.checkOnly = checkOnly;
    }

    @Override
    public CommandLine line() {
        String word = checkOnly ? "validate" : "apply";
        String text = checkOnly ? """
            Has the control plane check resources without changing anything.

            All problems are shown, each with its place and a hint. Exits with 1 when there are any.
            """ : """
                Creates or changes resources.

                Each file is applied whole or not at all, and none when one of them has a mistake. Directories are read with
                all below them (*.yaml, *.yml, *.json); '-' is standard input.
                """;
        List<Option> options = new ArrayList<>();
        options.add(Option.values("--filename", "PATH", "file, directory or '-'; may be repeated")
                .letter('f'));
        options.add(Option.value("--namespace", "NAME", "for resources that name none (default: default)")
                .letter('n'));
        if (!checkOnly) {
            options.add(Option.flag("--dry-run", "check only"));
        }
        options.add(Format.OPTION);
        return new CommandLine(word + " -f PATH [OPTION...]", text, options);
    }

    @Override
    public int run(Given given, CliContext context) throws UsageException, ApiException, IOException {
        List<String> paths = new ArrayList<>(given.all("--filename"));
        paths.addAll(given.positionals());
        if (paths.isEmpty()) {
            throw new UsageException("no file; name one with -f");
        }
        Format format = Format.of(given);
        Map<String, String> texts = new LinkedHashMap<>();
        for (String path : paths) {
            read(path, context, texts);
        }
        ApiClient api = context.api(given);
        String namespace = given.value("--namespace", "default");
        boolean dry = checkOnly || given.has("--dry-run");
        Map<String, JsonNode> results = new LinkedHashMap<>();
        boolean valid = true;
        if (dry || texts.size() > 1) {
            valid = send(api, texts, namespace, true, results, context);
        }
        if (valid && !dry) {
            valid = send(api, texts, namespace, false, results, context);
        }
        show(format, results, context);
        return valid ? OK : FAILED;
    }

    private boolean send(
            ApiClient api,
            Map<String, String> texts,
            String namespace,
            boolean dry,
            Map<String, JsonNode> results,
            CliContext context)
            throws ApiException {
        boolean valid = true;
        results.clear();
        for (Map.Entry<String, String> text : texts.entrySet()) {
            try {
                results.put(text.getKey(), api.apply(text.getValue(), namespace, dry));
            } catch (ApiException e) {
                if (e.status() == 0) {
                    throw e;
                }
                valid = false;
                context.err().println(text.getKey() + ": " + e.getMessage());
                for (ApiProblem problem : e.problems()) {
                    context.err().println(problem.line(text.getKey()));
                }
            }
        }
        if (!valid && texts.size() > 1) {
            context.err().println("nothing was changed");
        }
        return valid;
    }

    private static void show(Format format, Map<String, JsonNode> results, CliContext context) {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        results.values().forEach(result -> result.path("items").forEach(items::add));
        if (format != Format.TABLE) {
            ObjectNode all = JsonNodeFactory.instance.objectNode();
            all.set("items", items);
            context.out().print(format.write(all));
            return;
        }
        for (JsonNode item : items) {
            String title = item.path("kind").asString("").toLowerCase(Locale.ROOT) + "/"
                    + item.path("name").asString("");
            context.out().println(title + " " + item.path("effect").asString(""));
            for (JsonNode inert : item.path("inert")) {
                context.err().println("note: " + title + ": " + inert.asString("") + " has no effect here");
            }
        }
    }

    private static void read(String path, CliContext context, Map<String, String> texts)
            throws IOException, UsageException {
        if (path.equals("-")) {
            texts.put("-", new String(context.in().readAllBytes(), StandardCharsets.UTF_8));
            return;
        }
        Path file = Path.of(path);
        if (!Files.exists(file)) {
            throw new UsageException("no such file: " + path);
        }
        if (!Files.isDirectory(file)) {
            texts.put(path, Files.readString(file));
            return;
        }
        List<Path> found;
        try (Stream<Path> walk = Files.walk(file)) {
            found = walk.filter(one -> one.toString().matches(".*\\.(yaml|yml|json)") && Files.isRegularFile(one))
                    .sorted()
                    .toList();
        }
        if (found.isEmpty()) {
            throw new UsageException("no .yaml, .yml or .json file below " + path);
        }
        for (Path one : found) {
            texts.put(one.toString(), Files.readString(one));
        }
    }
}
