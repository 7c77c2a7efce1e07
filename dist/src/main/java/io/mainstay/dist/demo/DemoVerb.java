// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.demo;

import io.mainstay.agent.run.Guardian;
import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.Given;
import io.mainstay.cli.options.Option;
import io.mainstay.cli.options.UsageException;
import io.mainstay.cli.output.EdgeView;
import io.mainstay.cli.output.Format;
import io.mainstay.dist.Terminal;
import io.mainstay.dist.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code mainstay demo}. */
public final class DemoVerb implements Verb {
    private static final CommandLine LINE = new CommandLine(
            "demo [OPTION...]",
            """
            Runs a whole mesh with a bookstore on this machine: control plane, two hosts in two zones, an ingress gateway.

            Without options it runs until Ctrl-C and shows the golden metrics of every edge. With --scenario it plays a story
            under load and says what it measured; with --for it runs that long and says whether all was well.
            """,
            List.of(
                    Option.value("--for", "DURATION", "how long the load lasts, for example 20s or 2m"),
                    Option.value("--scenario", "NAME", "canary, fault, failover, upgrade or outage"),
                    Option.flag("--without-mechanism", "play the scenario with its mechanism off, to see it fail"),
                    Option.value("--profile", "NAME", "small (default) or throughput"),
                    Option.value("--rate", "N", "requests per second (default: 50)"),
                    Option.flag("--keep", "leave logs and state behind and say where"),
                    Option.value("--output", "FORMAT", "table (default) or json: one object on standard output")
                            .letter('o')));

    @Override
    public int run(List<String> arguments, Terminal terminal) {
        if (CommandLine.asksForHelp(arguments)) {
            terminal.out().print(LINE.help());
            return OK;
        }
        try {
            Given given = LINE.parse(arguments);
            return run(config(given), given.has("--keep"), terminal);
        } catch (UsageException e) {
            terminal.err().println("mainstay demo: " + e.getMessage() + "; 'mainstay demo --help' tells more");
            return USAGE;
        } catch (IOException e) {
            terminal.err().println("mainstay demo: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private static DemoConfig config(Given given) throws UsageException {
        String format = given.value("--output", "table");
        if (!format.equals("table") && !format.equals("json")) {
            throw new UsageException("--output: " + format + " (expected: table or json)");
        }
        String profile = given.value("--profile", "small");
        if (!profile.equals("small") && !profile.equals("throughput")) {
            throw new UsageException("--profile: " + profile + " (expected: small or throughput)");
        }
        Optional<DemoConfig.Scenario> scenario = scenario(given);
        if (given.has("--without-mechanism") && scenario.isEmpty()) {
            throw new UsageException("--without-mechanism belongs to --scenario");
        }
        Optional<String> length = given.value("--for");
        return new DemoConfig(
                length.isEmpty() ? Optional.empty() : Optional.of(duration(length.get())),
                scenario,
                format.equals("json"),
                profile,
                !given.has("--without-mechanism"),
                given.number("--rate", 50, 1, 1_000));
    }

    private static Optional<DemoConfig.Scenario> scenario(Given given) throws UsageException {
        Optional<String> name = given.value("--scenario");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        for (DemoConfig.Scenario scenario : DemoConfig.Scenario.values()) {
            if (scenario.label().equals(name.get())) {
                return Optional.of(scenario);
            }
        }
        throw new UsageException("--scenario: " + name.get() + " (expected: "
                + Arrays.stream(DemoConfig.Scenario.values())
                        .map(DemoConfig.Scenario::label)
                        .collect(Collectors.joining(", "))
                + ")");
    }

    static Duration duration(String text) throws UsageException {
        if (!text.matches("[0-9]{1,6}[smh]")) {
            throw new UsageException("--for: " + text + " (expected: a number and s, m or h, for example 20s)");
        }
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(number);
            case 'm' -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    private static int run(DemoConfig config, boolean keep, Terminal terminal)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(
                runtimeRoot(),
                "mainstay-demo-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createDirectory(folder.resolve("logs"));
        Launcher launcher = Launcher.ofThisProcess(config.profile());
        CountDownLatch cleaned = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Thread hook = new Thread(() -> awaitCleanUp(main, cleaned), "stop");
        Processes processes = new Processes(launcher, folder.resolve("logs"), Guardian.killing(Duration.ofSeconds(3)));
        try (DemoMesh mesh = new DemoMesh(folder, processes, Shop.prepare(launcher, folder), crossesRatings(config))) {
            Runtime.getRuntime().addShutdownHook(hook);
            Demo demo = new Demo(
                    config, mesh, terminal.out(), line -> terminal.err().println("demo: " + line), started());
            return show(config, demo.run(), terminal);
        } catch (DemoException e) {
            terminal.err().println("mainstay demo: " + e.getMessage());
            terminal.err().println(tails(folder.resolve("logs")));
            return FAILED;
        } finally {
            processes.close();
            if (keep) {
                terminal.err().println("demo: logs and state are in " + folder);
            } else {
                delete(folder);
            }
            terminal.out().flush();
            cleaned.countDown();
        }
    }

    private static boolean crossesRatings(DemoConfig config) {
        return config.scenario()
                .map(scenario -> scenario != DemoConfig.Scenario.CANARY)
                .orElse(true);
    }

    /** On a signal: the main thread is interrupted and takes everything down; the process waits for that. */
    private static void awaitCleanUp(Thread main, CountDownLatch cleaned) {
        if (cleaned.getCount() > 0) {
            main.interrupt();
        }
        try {
            var _ = cleaned.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static int show(DemoConfig config, DemoReport report, Terminal terminal) {
        Optional<String> complaint = report.complaint();
        if (config.json()) {
            terminal.out().print(Format.JSON.write(report.json()));
        } else {
            terminal.out()
                    .println("%d requests, %.3f %% successful, p50 %.1f ms, p99 %.1f ms; reviews %s"
                            .formatted(
                                    report.load().requests(),
                                    report.load().successRate() * 100,
                                    report.load().latencyMs(0.5),
                                    report.load().latencyMs(0.99),
                                    report.load().reviews()));
            terminal.out().print(EdgeView.table(report.edges()));
            report.scenario()
                    .ifPresent(story -> terminal.out()
                            .println("\n" + story.name() + ": " + story.criterion() + "\n  measured: "
                                    + story.measured() + "\n  " + (story.passed() ? "passed" : "FAILED")));
        }
        boolean judged = config.length().isPresent() || config.scenario().isPresent();
        if (complaint.isPresent() && judged) {
            terminal.err().println("mainstay demo: " + complaint.get());
            return FAILED;
        }
        return OK;
    }

    /** When the launcher was started: it becomes this process, so the process is as old as it. */
    private static long started() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .orElseGet(Instant::now)
                .toEpochMilli();
    }

    /** A short path: sockets' paths are limited. */
    private static Path runtimeRoot() throws IOException {
        String given = System.getenv().getOrDefault("XDG_RUNTIME_DIR", "");
        Path root = Path.of(given.isBlank() || given.length() > 40 ? System.getProperty("java.io.tmpdir") : given);
        return Files.createDirectories(root);
    }

    private static String tails(Path logs) throws IOException {
        try (Stream<Path> files = Files.list(logs)) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.sorted().toList()) {
                List<String> lines = Files.readAllLines(file);
                text.append("--- ").append(file.getFileName()).append('\n');
                lines.subList(Math.max(0, lines.size() - 8), lines.size())
                        .forEach(line -> text.append("  ").append(line).append('\n'));
            }
            return text.toString();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
