// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Wherever a message or a document tells the reader to type {@code mainstay VERB --option}, there is such a verb and it has that option. */
class HintsTest {
    private static final Path ROOT = Path.of(System.getProperty("mainstay.root", ".."));
    private static final Pattern HINT =
            Pattern.compile("(?:\\./|['` (:])mainstay ([a-z][a-z-]+)((?: +[^\\s'\"`;|#)]+)*)");
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");

    /** Words that follow the name in prose. */
    private static final Set<String> PROSE = Set.of("help", "command");

    private record Hint(Path file, String verb, String rest) {}

    @Test
    void everyCommandThatIsNamedExists() throws IOException {
        List<Hint> hints = new ArrayList<>();
        for (Path file : files()) {
            Matcher matcher = HINT.matcher(text(file));
            while (matcher.find()) {
                if (!PROSE.contains(matcher.group(1))) {
                    hints.add(new Hint(ROOT.relativize(file), matcher.group(1), matcher.group(2)));
                }
            }
        }
        assertThat(hints).hasSizeGreaterThan(30);
        for (Hint hint : hints) {
            assertThat(Main.verbs().find(hint.verb())).as("%s", hint).isPresent();
            String own = hint.rest().replaceAll(" -- .*", "");
            Matcher options = OPTION.matcher(own);
            while (options.find()) {
                assertThat(help(hint.verb()) + " --help")
                        .as("%s", hint)
                        .containsPattern(Pattern.quote(options.group()) + "\\b(?!-)");
            }
        }
    }

    private static String help(String verb) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertThat(Main.run(
                        Main.verbs(),
                        List.of(verb, "--help"),
                        new Terminal(print, print, InputStream.nullInputStream())))
                .isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .forEach(sources -> files.addAll(below(sources, ".java")));
        }
        files.addAll(below(ROOT.resolve("docs"), ".md"));
        files.add(ROOT.resolve("README.md"));
        return files;
    }

    private static List<Path> below(Path folder, String ending) {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A string that is cut over several lines of source is one text. */
    private static String text(Path file) throws IOException {
        String text = Files.readString(file);
        return file.toString().endsWith(".java") ? text.replaceAll("\"\\s*\\+ \"", "") : text;
    }
}
