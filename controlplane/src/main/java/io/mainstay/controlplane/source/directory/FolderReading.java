// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.source.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What stands in a folder: names, sizes and times, by which a change is recognised, then contents. */
final class FolderReading {
    private static final int DEPTH = 8;

    private FolderReading() {}

    /** Relative name of each resource file to its size and time. Hidden files are left out, as editors leave them behind. */
    static SortedMap<String, String> look(Path folder) throws IOException {
        SortedMap<String, String> seen = new TreeMap<>();
        for (Path file : files(folder)) {
            seen.put(folder.relativize(file).toString(), Files.size(file) + "@" + Files.getLastModifiedTime(file));
        }
        return seen;
    }

    static SortedMap<String, String> contents(Path folder) throws IOException {
        SortedMap<String, String> texts = new TreeMap<>();
        for (Path file : files(folder)) {
            texts.put(folder.relativize(file).toString(), Files.readString(file));
        }
        return texts;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder, DEPTH)) {
            return walk.filter(Files::isRegularFile)
                    .filter(FolderReading::isResource)
                    .toList();
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static boolean isResource(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"));
    }
}
