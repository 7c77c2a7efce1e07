// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.suites;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Where {@code .ci/suites} has put what others wrote, and how their programs are run. */
final class Suites {
    private Suites() {}

    /** A file or folder of a suite; without it the test is skipped. */
    static Path need(String path) {
        Path found =
                Path.of("..", "target", "suites").resolve(path).toAbsolutePath().normalize();
        assumeTrue(Files.exists(found), "no " + path + ": run .ci/suites");
        return found;
    }

    /** The JVM this test runs on. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Starts a program; what it says goes to a file. */
    static Process start(List<String> command, Path folder, Path log) throws IOException {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Runs a program to its end; its exit code, or -1 when it took too long and was ended. */
    static int run(List<String> command, Path folder, Path log, Duration patience)
            throws IOException, InterruptedException {
        Process process = start(command, folder, log);
        try {
            return process.waitFor(patience.toSeconds(), TimeUnit.SECONDS) ? process.exitValue() : -1;
        } finally {
            process.destroyForcibly();
        }
    }
}
