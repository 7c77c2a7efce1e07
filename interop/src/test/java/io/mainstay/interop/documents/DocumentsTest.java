// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentsTest {
    private static final Path ROOT = Path.of(System.getProperty("mainstay.root"));
    private static final Pattern CLASS_NAME = Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)#:]+)(?:#[^)]*)?\\)");
    private static final Pattern TEST = Pattern.compile("`([A-Za-z0-9]+Test)\\.([A-Za-z0-9_]+)` \\|$");
    /** Words in code font that are not ours: resource kinds and fields of other projects. */
    private static final Set<String> FOREIGN = Set.of("Impl", "Manager", "Util", "Helper", "Base", "Common");

    @Test
    void everyClassTheArchitectureNamesExists() throws IOException {
        Set<String> classes;
        try (Stream<Path> files = Files.walk(ROOT)) {
            classes = files.filter(path -> path.toString().contains("/src/main/java/"))
                    .map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
        List<String> missing = new ArrayList<>();
        for (Matcher name = CLASS_NAME.matcher(Files.readString(ROOT.resolve("ARCHITECTURE.md"))); name.find(); ) {
            if (!classes.contains(name.group(1)) && !FOREIGN.contains(name.group(1))) {
                missing.add(name.group(1));
            }
        }
        assertThat(missing)
                .as("classes ARCHITECTURE.md names that are not in the tree")
                .isEmpty();
    }

    @Test
    void everyRelativeLinkLeadsSomewhere() throws IOException {
        List<Path> pages;
        try (Stream<Path> files = Files.walk(ROOT)) {
            pages = files.filter(path -> path.toString().endsWith(".md"))
                    .filter(path -> !ROOT.relativize(path).toString().contains("target/"))
                    .toList();
        }
        List<String> dead = new ArrayList<>();
        for (Path page : pages) {
            for (Matcher link = LINK.matcher(Files.readString(page)); link.find(); ) {
                if (!Files.exists(page.resolveSibling(link.group(1)))) {
                    dead.add(ROOT.relativize(page) + " -> " + link.group(1));
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    @Test
    void everyPromiseToApplicationsHasItsTest() throws IOException {
        List<String> missing = new ArrayList<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/application-contract.md"))) {
            boolean promise = line.startsWith("| ") && !line.startsWith("| promise ") && !line.startsWith("| --- ");
            Matcher test = TEST.matcher(line);
            if (promise && !(test.find() && exists(test.group(1), test.group(2)))) {
                missing.add(line);
            }
        }
        assertThat(missing).as("promises without a test that exists").isEmpty();
    }

    private static boolean exists(String testClass, String method) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(path -> path.endsWith(testClass + ".java"))
                    .filter(path -> path.toString().contains("/src/test/"))
                    .toList()) {
                if (Files.readString(file).contains("void " + method + "(")) {
                    return true;
                }
            }
            return false;
        }
    }
}
