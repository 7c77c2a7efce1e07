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
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code mainstay demo}. */
public final class DemoVerb implements Verb {
    /** More than processes are given to end by themselves, and then to be killed. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(25);

    private static final int LAST_LINES = 8;
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
        try (StopSignal _ = StopSignal.interrupting(Thread.currentThread(), STOP_PATIENCE);
                DemoFolder folder = DemoFolder.create(keep)) {
            int code = run(config, folder, terminal);
            if (keep) {
                terminal.err().println("demo: logs and state are in " + folder.path());
            }
            terminal.out().flush();
            return code;
        }
    }

    private static int run(DemoConfig config, DemoFolder folder, Terminal terminal)
            throws IOException, InterruptedException {
        Launcher launcher = Launcher.ofThisProcess(config.profile());
        try (Processes processes = new Processes(launcher, folder.logs(), Guardian.killing(Duration.ofSeconds(3)));
                DemoMesh mesh = new DemoMesh(
                        folder.path(), processes, Shop.prepare(launcher, folder.path()), crossesRatings(config))) {
            Demo demo = new Demo(
                    config, mesh, terminal.out(), line -> terminal.err().println("demo: " + line), started());
            return show(config, demo.run(), terminal);
        } catch (DemoException e) {
            terminal.err().println("mainstay demo: " + e.getMessage());
            terminal.err().println(folder.tails(LAST_LINES));
            return FAILED;
        }
    }

    private static boolean crossesRatings(DemoConfig config) {
        return config.scenario()
                .map(scenario -> scenario != DemoConfig.Scenario.CANARY)
                .orElse(true);
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
}
