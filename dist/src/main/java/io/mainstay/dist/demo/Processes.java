// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.demo;

import io.mainstay.agent.run.Guardian;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The processes of a demo. Each has a log file and a pipe for its standard input; those of ours end when the pipe does, so
 * that they cannot outlive this process.
 */
final class Processes implements AutoCloseable {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(8);
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(2);
    /** A terminal sends Ctrl-C to everybody at once; only the demo is to hear it, and ends the others in order. */
    private static final List<String> DEAF_TO_CTRL_C = List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh");

    private final Launcher launcher;
    private final Path logs;
    private final Guardian guardian;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Process> running = new LinkedHashMap<>();
    private boolean closed;

    Processes(Launcher launcher, Path logs, Guardian guardian) {
        this.launcher = launcher;
        this.logs = logs;
        this.guardian = guardian;
    }

    /** Starts {@code mainstay} with these arguments. */
    Process mainstay(String name, List<String> arguments, Map<String, String> environment) throws IOException {
        List<String> command = new ArrayList<>(DEAF_TO_CTRL_C);
        command.addAll(launcher.command(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(launcher.environment());
        builder.environment().putAll(environment);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()));
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log(name).toFile()));
        lock.lock();
        try {
            if (closed) {
                throw new IOException("the demo is ending");
            }
            Process started = builder.start();
            running.put(name, started);
            guardian.watch(started.toHandle());
            return started;
        } finally {
            lock.unlock();
        }
    }

    Path log(String name) {
        return logs.resolve(name + ".log");
    }

    Optional<Process> find(String name) {
        lock.lock();
        try {
            return Optional.ofNullable(running.get(name));
        } finally {
            lock.unlock();
        }
    }

    /** Gives a process another name, when a second one is to have this one. */
    void rename(String from, String to) {
        lock.lock();
        try {
            Process process = running.remove(from);
            if (process != null) {
                running.put(to, process);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Names of what runs, in the order it was started. */
    List<String> names() {
        lock.lock();
        try {
            return running.entrySet().stream()
                    .filter(entry -> entry.getValue().isAlive())
                    .map(Map.Entry::getKey)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** The first process that has ended though nobody told it to. */
    Optional<String> casualty() {
        lock.lock();
        try {
            return running.entrySet().stream()
                    .filter(entry -> !entry.getValue().isAlive())
                    .map(Map.Entry::getKey)
                    .findFirst();
        } finally {
            lock.unlock();
        }
    }

    /** A process with all it has started. */
    Stream<ProcessHandle> tree(String name) {
        return find(name).stream()
                .flatMap(process -> Stream.concat(Stream.of(process.toHandle()), process.descendants()));
    }

    /** Tells the guardian of processes that were started by ours. */
    void guardTrees() {
        names().forEach(name -> tree(name).forEach(guardian::watch));
    }

    /** Ends a process with all it has started, without a word to anybody. */
    void kill(String name) throws InterruptedException {
        List<ProcessHandle> tree = tree(name).toList();
        tree.forEach(ProcessHandle::destroyForcibly);
        Optional<Process> process = find(name);
        forget(name);
        if (process.isPresent()) {
            process.get().waitFor();
        }
    }

    /** Asks a process to end and waits until it has; false when it had to be killed. */
    boolean stop(String name) throws InterruptedException {
        Optional<Process> process = find(name);
        if (process.isEmpty()) {
            return true;
        }
        process.get().destroy();
        boolean ended = process.get().waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (ended) {
            forget(name);
        } else {
            kill(name);
        }
        return ended;
    }

    /** Sends a signal to a process with all it has started. */
    void signal(String name, String signal) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/bin/kill", "-" + signal));
        tree(name).map(handle -> Long.toString(handle.pid())).forEach(command::add);
        new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    void forget(String name) {
        lock.lock();
        try {
            running.remove(name);
        } finally {
            lock.unlock();
        }
    }

    /** Resident memory of each process and of what it has started, in MB, by name. */
    Map<String, Long> residentMb() {
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (String name : names()) {
            find(name).ifPresent(process -> {
                sizes.put(name, residentMb(process.pid()));
                process.children()
                        .findFirst()
                        .ifPresent(child -> sizes.put(name + " application", residentMb(child.pid())));
            });
        }
        return sizes;
    }

    private static long residentMb(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException _) {
            return 0;
        }
    }

    /** Asks these to end and waits until they have; what does not end in time is left to {@link #close()}. */
    void stopAll(List<String> names) {
        List<Process> all = names.stream().flatMap(name -> find(name).stream()).toList();
        all.forEach(Process::destroy);
        awaitAll(all, STOP_PATIENCE);
    }

    /** An interrupt is what a stop begins with, and more may come: none cuts this short, and the caller sees it afterwards. */
    private static void awaitAll(List<Process> all, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        for (Process process : all) {
            while (process.isAlive() && System.nanoTime() < deadline) {
                try {
                    process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends everything, what was started last first; what does not end in time is killed. */
    @Override
    public void close() {
        List<Process> all;
        lock.lock();
        try {
            closed = true;
            all = new ArrayList<>(running.values()).reversed();
            running.clear();
        } finally {
            lock.unlock();
        }
        List<ProcessHandle> trees = all.stream()
                .flatMap(process -> Stream.concat(Stream.of(process.toHandle()), process.descendants()))
                .toList();
        all.forEach(Process::destroy);
        awaitAll(all, STOP_PATIENCE);
        trees.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
        awaitAll(all, KILL_PATIENCE);
        guardian.close();
    }
}
