// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.commands;

import io.mainstay.cli.CliContext;
import io.mainstay.cli.options.Given;
import io.mainstay.cli.options.Option;
import io.mainstay.cli.options.UsageException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The texts that {@code -f} names. */
final class ResourceFiles {
    static final Option OPTION = Option.values("--filename", "PATH", "file, directory or '-'; may be repeated")
            .letter('f');
    static final Option NAMESPACE = Option.value(
                    "--namespace", "NAME", "for resources that name none (default: default)")
            .letter('n');

    private ResourceFiles() {}

    /** Texts by the names of their files, in the order given; those below a directory by name. */
    static Map<String, String> read(Given given, CliContext context) throws UsageException, IOException {
        List<String> paths = new ArrayList<>(given.all("--filename"));
        paths.addAll(given.positionals());
        if (paths.isEmpty()) {
            throw new UsageException("no file; name one with -f");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (String path : paths) {
            read(path, context, texts);
        }
        return texts;
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
            texts.put(path, text(file));
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
            texts.put(one.toString(), text(one));
        }
    }

    private static String text(Path file) throws UsageException, IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException _) {
            throw new UsageException(file + " is not UTF-8 text; save it as UTF-8");
        }
    }
}
