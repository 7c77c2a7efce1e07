// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The project's folders, for rules that class files cannot show.
 *
 * @param root of the checkout
 */
record SourceTree(Path root) {
    /**
     * A family of extensions and what belongs to each member.
     *
     * @param module Maven module that holds it
     * @param folder parent of the members' folders, below {@code io/mainstay}
     */
    record Family(String module, String folder) {
        String packageName() {
            return "io.mainstay." + folder.replace('/', '.');
        }
    }

    static final List<Family> FAMILIES = List.of(
            new Family("proxy", "proxy/http/filters"),
            new Family("proxy", "proxy/cluster/lb"),
            new Family("proxy", "proxy/telemetry/sinks"),
            new Family("controlplane", "controlplane/kind"));

    static SourceTree ofTheProject() {
        return new SourceTree(Path.of(System.getProperty("mainstay.root")));
    }

    /** Packages with main code that do not say what they are for, or do not promise non-null. */
    List<String> packagesWithoutPromise() {
        var found = new ArrayList<String>();
        for (Path folder : packagesOfMainCode()) {
            Path info = folder.resolve("package-info.java");
            if (!Files.exists(info)
                    || !read(info).contains("@NullMarked")
                    || !read(info).contains("/**")) {
                found.add(root.relativize(folder).toString());
            }
        }
        return found;
    }

    /**
     * What extensions lack, one line each, naming the file that should be there. A family none of whose members is named in dist has no
     * composition root yet.
     */
    List<String> incompleteExtensions(List<Family> families) {
        var found = new ArrayList<String>();
        for (Family family : families) {
            Path parent = root.resolve(family.module() + "/src/main/java/io/mainstay/" + family.folder());
            Path tests = root.resolve(family.module() + "/src/test/java/io/mainstay/" + family.folder());
            boolean wired = anyFileNames(root.resolve("dist/src/main/java"), family.packageName() + ".");
            for (Path extension : children(parent)) {
                String name = extension.getFileName().toString();
                String packageName = family.packageName() + "." + name + ".";
                if (children(tests.resolve(name), "Test.java").isEmpty() && !anyFileNames(tests, packageName)) {
                    found.add(name + ": no test in " + root.relativize(tests.resolve(name)));
                }
                Path page = root.resolve("docs/reference/" + name + ".md");
                if (!Files.exists(page)) {
                    found.add(name + ": no page " + root.relativize(page));
                }
                if (wired && !anyFileNames(root.resolve("dist/src/main/java"), packageName)) {
                    found.add(name + ": no line in dist names it");
                }
            }
        }
        return found;
    }

    private List<Path> packagesOfMainCode() {
        var packages = new TreeSet<Path>();
        for (String sources : modules()) {
            try (Stream<Path> files = Files.walk(root.resolve(sources).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(file -> packages.add(file.getParent()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return List.copyOf(packages);
    }

    private List<String> modules() {
        try (Stream<Path> folders = Files.walk(root, 2)) {
            return folders.filter(folder -> Files.isDirectory(folder.resolve("src/main/java")))
                    .map(folder -> root.relativize(folder).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean anyFileNames(Path folder, String text) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .anyMatch(file -> read(file).contains(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> children(Path folder) {
        return children(folder, "").stream().filter(Files::isDirectory).toList();
    }

    private static List<Path> children(Path folder, String suffix) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
