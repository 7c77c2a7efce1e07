// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code ./mainstay} of this tree, with a folder for what its processes print. */
public record Mainstay(Path logs) {
    private static final Path ROOT = Path.of(System.getProperty("mainstay.root"));

    /** How a process ended and what it printed. */
    public record Outcome(int code, String out, String err) {}

    /** A process that goes on, and the file with all that it prints. */
    public record Running(String name, Process process, Path log) {
        public String printed() throws IOException {
            return Files.readString(log);
        }
    }

    /** Whether the tree is packaged, so that the launcher starts at once. */
    public static boolean isBuilt() {
        return Files.isDirectory(ROOT.resolve("dist/target/lib"));
    }

    /** Runs to its end, within {@code seconds}. */
    public Outcome call(long seconds, String... arguments) throws IOException, InterruptedException {
        return call(seconds, Map.of(), arguments);
    }

    /** Runs to its end, within {@code seconds}, with more in its environment. */
    public Outcome call(long seconds, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(logs, "call", ".out");
        Path err = Files.createTempFile(logs, "call", ".err");
        ProcessBuilder builder = builder(List.of(arguments));
        builder.environment().putAll(environment);
        Process process = builder.redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(seconds, TimeUnit.SECONDS))
                    .as("'%s' ends within %d s".formatted(String.join(" ", arguments), seconds))
                    .isTrue();
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            end(process);
        }
    }

    /** Starts a process that ends with this one, whatever becomes of it: its standard input is a pipe that it watches. */
    public Running start(String name, Map<String, String> environment, List<String> arguments) throws IOException {
        Path log = logs.resolve(name + ".log");
        ProcessBuilder builder = builder(arguments);
        builder.environment().put("MAINSTAY_WATCH_STDIN", "yes");
        builder.environment().putAll(environment);
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        return new Running(name, process, log);
    }

    private static ProcessBuilder builder(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("mainstay").toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("MAINSTAY_JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    /** Ends a process and all it has started. */
    public static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
