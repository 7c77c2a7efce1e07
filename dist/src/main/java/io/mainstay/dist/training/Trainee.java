// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.training;

import io.mainstay.dist.ParentWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@code mainstay} process that is watched by the JVM for its start-up cache, which is written when it ends. */
final class Trainee implements AutoCloseable {
    /** Putting a cache together takes seconds, and minutes on a machine that is busy. */
    private static final long PATIENCE_SECONDS = 240;

    private final String verb;
    private final Process process;

    private Trainee(String verb, Process process) {
        this.verb = verb;
        this.process = process;
    }

    /**
     * Starts one, as the launcher does.
     *
     * @param log where what it says goes
     */
    static Trainee start(Path log, List<String> arguments) throws IOException {
        return new Trainee(arguments.getFirst(), builder(log, arguments).start());
    }

    /** Starts one that leaves no cache, and uses none. */
    static Trainee startUntrained(Path log, List<String> arguments) throws IOException {
        ProcessBuilder builder = builder(log, arguments);
        builder.environment().put("MAINSTAY_AOT", "off");
        return new Trainee(arguments.getFirst(), builder.start());
    }

    private static ProcessBuilder builder(Path log, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getenv().getOrDefault("MAINSTAY_HOME", "."), "mainstay")
                .toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put(ParentWatch.VARIABLE, "yes");
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return builder;
    }

    /** Waits for what must become true for the training to be of use. */
    void await(String what, Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!holds(condition)) {
            if (System.nanoTime() > deadline || process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new IOException("mainstay " + verb + ": waited in vain for " + what);
            }
        }
    }

    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (IOException _) {
            return false;
        }
    }

    /** Something that is not so yet; failing to find out means no. */
    interface Condition {
        boolean holds() throws IOException;
    }

    /** Waits until it has ended by itself, with success. */
    void awaitEnd() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("mainstay " + verb + " failed");
        }
    }

    /** Asks it to end and waits until it has written its cache. */
    void end() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("mainstay " + verb + " did not end");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
