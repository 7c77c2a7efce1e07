// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Where a demo keeps the state, sockets and logs of all its processes; gone when it is closed. */
final class DemoFolder implements AutoCloseable {
    private static final int TRIES = 30;
    private static final long BETWEEN_TRIES_NANOS = 100_000_000;

    private final Path path;
    private final boolean keep;

    private DemoFolder(Path path, boolean keep) {
        this.path = path;
        this.keep = keep;
    }

    /**
     * Creates one that only this user may read.
     *
     * @param keep leave it where it is when closed
     */
    static DemoFolder create(boolean keep) throws IOException {
        Path path = Files.createTempDirectory(
                runtimeRoot(),
                "mainstay-demo-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createDirectory(path.resolve("logs"));
        return new DemoFolder(path, keep);
    }

    /** A short path: sockets' paths are limited. */
    private static Path runtimeRoot() throws IOException {
        String given = System.getenv().getOrDefault("XDG_RUNTIME_DIR", "");
        Path root = Path.of(given.isBlank() || given.length() > 40 ? System.getProperty("java.io.tmpdir") : given);
        return Files.createDirectories(root);
    }

    Path path() {
        return path;
    }

    Path logs() {
        return path.resolve("logs");
    }

    /** The last lines of every log. */
    String tails(int lines) throws IOException {
        try (Stream<Path> files = Files.list(logs())) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.sorted().toList()) {
                List<String> all = Files.readAllLines(file);
                text.append("--- ").append(file.getFileName()).append('\n');
                all.subList(Math.max(0, all.size() - lines), all.size())
                        .forEach(line -> text.append("  ").append(line).append('\n'));
            }
            return text.toString();
        }
    }

    /** Deletes it, more than once if need be: a process that was just killed may have been writing. */
    @Override
    public void close() throws IOException {
        if (keep) {
            return;
        }
        for (int left = TRIES; ; left--) {
            try {
                delete();
                return;
            } catch (IOException | UncheckedIOException e) {
                if (left == 0) {
                    throw new IOException("cannot delete " + path + ": " + e.getMessage(), e);
                }
                LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
            }
        }
    }

    private void delete() throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(path)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
