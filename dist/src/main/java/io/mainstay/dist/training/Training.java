// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What is run so that the JVM sees what a group of verbs needs from its start to its first work. */
public final class Training {
    private static final int LAST_LINES = 20;

    private Training() {}

    /** {@code mainstay proxy}. */
    public static void proxy() throws IOException, InterruptedException {
        inFolder(folder -> new ProxyTraining(folder).run());
    }

    /** {@code mainstay up}, {@code node} and {@code run}, together. */
    public static void mesh() throws IOException, InterruptedException {
        inFolder(folder -> new MeshTraining(folder).run());
    }

    private interface Session {
        void run(Path folder) throws IOException, InterruptedException;
    }

    /** The end of each log: the folder will be gone. */
    private static String logs(Path folder) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path log :
                    files.filter(path -> path.toString().endsWith(".log")).toList()) {
                List<String> lines = Files.readAllLines(log);
                text.append("\n--- ").append(log.getFileName());
                lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())
                        .forEach(line -> text.append('\n').append(line));
            }
        }
        return text.toString();
    }

    /** In the system's temporary folder, because the path of a Unix socket must be short. */
    private static void inFolder(Session session) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("mainstay");
        try {
            session.run(folder);
        } catch (IOException e) {
            throw new IOException(e.getMessage() + logs(folder), e);
        } finally {
            List<Path> all;
            try (Stream<Path> files = Files.walk(folder)) {
                all = files.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : all) {
                Files.deleteIfExists(path);
            }
        }
    }
}
