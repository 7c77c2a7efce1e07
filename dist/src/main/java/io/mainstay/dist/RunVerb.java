// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist;

import io.mainstay.agent.run.RunConfig;
import io.mainstay.agent.run.WorkloadRun;
import io.mainstay.cli.Folders;
import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.Given;
import io.mainstay.cli.options.Option;
import io.mainstay.cli.options.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs an application as a workload of the mesh and exits with its code. */
final class RunVerb implements Verb {
    private static final CommandLine LINE = new CommandLine(
            "run [--service NAME --port PORT] [OPTION...] -- COMMAND [ARGUMENT...]",
            """
            Runs an application as a workload of the mesh.

            The node of this host ('mainstay node') gives it an identity and its proxy. The application starts when the
            services it calls can be reached, and finds them by <SERVICE>_SERVICE_HOST and <SERVICE>_SERVICE_PORT; it listens
            on $PORT of $BIND or of 127.0.0.1. On TERM, INT or HUP callers are sent away first, then the application is told
            to stop. Exits with the application's code.
            """,
            List.of(
                    Option.value("--service", "NAME", "service it answers for; without it, it only calls others"),
                    Option.value("--port", "PORT", "where the application listens; 0 picks one and tells it in $PORT"),
                    Option.value("--namespace", "NAME", "namespace (default: default)")
                            .letter('n'),
                    Option.value("--name", "NAME", "name of the workload (default: made of service and host)"),
                    Option.value("--version", "TEXT", "its label 'version', by which routes choose"),
                    Option.value("--service-account", "NAME", "what its identity is made of (default: the service)"),
                    Option.values("--label", "NAME=VALUE", "a label; may be repeated"),
                    Option.value("--node", "PATH", "run folder or socket of the host's node"),
                    Option.value("--wait", "SECONDS", "how long to wait for that node to be there (default: 0)"),
                    Option.value("--stop-timeout", "SECONDS", "how long it may take to stop (default: 30)")));

    @Override
    public int run(List<String> arguments, Terminal terminal) {
        if (CommandLine.asksForHelp(arguments)) {
            terminal.out().print(LINE.help());
            return OK;
        }
        try {
            WorkloadRun run = new WorkloadRun(
                    config(LINE.parse(arguments)), line -> terminal.err().println("mainstay run: " + line));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(run), "stop"));
            return run.run();
        } catch (UsageException e) {
            terminal.err().println("mainstay run: " + e.getMessage() + "; 'mainstay run --help' tells more");
            return USAGE;
        } catch (IOException e) {
            terminal.err().println("mainstay run: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    /** Ends the process with the application's code, which a signal's own would hide. */
    private static void stop(WorkloadRun run) {
        try {
            run.stop().ifPresent(code -> Runtime.getRuntime().halt(code));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static RunConfig config(Given given) throws UsageException {
        if (given.command().isEmpty()) {
            throw new UsageException("no command; it comes after '--'");
        }
        if (!given.positionals().isEmpty()) {
            throw new UsageException(
                    "unexpected '" + given.positionals().getFirst() + "'; the command comes after '--'");
        }
        String service = given.value("--service", "");
        if (service.isEmpty() == given.has("--port")) {
            throw new UsageException("--service and --port belong together");
        }
        Map<String, String> labels = new LinkedHashMap<>();
        if (!service.isEmpty()) {
            labels.put("app", service);
        }
        for (String label : given.all("--label")) {
            int equals = label.indexOf('=');
            if (equals < 1) {
                throw new UsageException("--label: " + label + " (expected: NAME=VALUE)");
            }
            labels.put(label.substring(0, equals), label.substring(equals + 1));
        }
        return new RunConfig(
                given.value("--namespace", "default"),
                given.value("--name", ""),
                service,
                given.value("--service-account", ""),
                given.value("--version", ""),
                labels,
                service.isEmpty() ? -1 : given.number("--port", 0, 0, 65_535),
                given.command(),
                socket(given),
                Duration.ofSeconds(given.number("--wait", 0, 0, 3_600)),
                Duration.ofSeconds(given.number("--stop-timeout", 30, 0, 3_600)),
                !System.getenv().containsKey(ParentWatch.VARIABLE));
    }

    private static Path socket(Given given) {
        Path node = given.value("--node").map(Path::of).orElseGet(() -> new Folders(System.getenv()).run());
        return Files.isDirectory(node) ? node.resolve("node.sock") : node;
    }
}
