// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import io.mainstay.dist.Terminal;
import io.mainstay.dist.Verb;
import io.mainstay.engine.XdsResources;
import io.mainstay.engine.bootstrap.BootstrapConfig;
import io.mainstay.engine.wire.UnknownFields;
import io.mainstay.model.Parsed;
import io.mainstay.proxy.xds.DiskOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code mainstay proxy}: runs the data plane from an Envoy bootstrap until it is told to stop. */
public final class ProxyVerb implements Verb {
    private static final String HELP = """
        Usage: mainstay proxy -c FILE [OPTION...]

        Runs a proxy from an Envoy v3 bootstrap.

          -c, --config-path FILE    the bootstrap: YAML, JSON, or protobuf (.pb)
              --concurrency N       event loops (default: number of processors)
              --state FOLDER        keeps converted bootstraps and the last good configuration here
                                    (default: $XDG_STATE_HOME/mainstay or ~/.local/state/mainstay)
              --max-stale HOURS     how old that configuration may be when there is no control plane (default: 24)
              --drain-time SECONDS  how long open connections may take to end on SIGTERM (default: 30)
              --hot-restart-socket PATH
                                    takes the listening sockets over from the proxy that waits at this Unix socket,
                                    if there is one, then waits there for the next: none refuses or loses a
                                    connection. The proxy before goes on until this one has its configuration,
                                    then drains and exits. Short path, a folder of your own
              --validate            checks the bootstrap and exits
              --help                shows this
        """;

    private final String version;

    /** @param version of the program */
    public ProxyVerb(String version) {
        this.version = version;
    }

    /** What was asked for. */
    private static final class Arguments {
        @Nullable
        Path config;

        int concurrency = Runtime.getRuntime().availableProcessors();
        Path state = defaultState();
        Duration drainTime = Duration.ofSeconds(30);
        Duration maxStale = DiskOptions.DEFAULT_MAX_STALE;
        boolean validate;
        Optional<Path> hotRestart = Optional.empty();
    }

    /** The arguments are not understood; the message says which. */
    private static final class UsageException extends Exception {
        private static final long serialVersionUID = 1;

        UsageException(String message) {
            super(message);
        }
    }

    private static Path defaultState() {
        String folder = System.getenv("XDG_STATE_HOME");
        return folder != null && folder.startsWith("/")
                ? Path.of(folder, "mainstay")
                : Path.of(System.getProperty("user.home", "."), ".local", "state", "mainstay");
    }

    @Override
    public int run(List<String> words, Terminal terminal) {
        if (words.contains("--help") || words.contains("-h")) {
            terminal.out().print(HELP);
            return OK;
        }
        Arguments arguments;
        Path config;
        try {
            arguments = parse(new ArrayDeque<>(words));
            if (arguments.config == null) {
                throw new UsageException("-c FILE is missing");
            }
            config = arguments.config;
        } catch (UsageException e) {
            terminal.err().println("mainstay proxy: " + e.getMessage() + "; 'mainstay proxy --help' tells more");
            return USAGE;
        }
        try {
            return run(arguments, config, terminal);
        } catch (StartException e) {
            String.valueOf(e.getMessage())
                    .lines()
                    .forEach(line -> terminal.err().println("mainstay proxy: " + line));
            return FAILED;
        }
    }

    private static Arguments parse(Deque<String> words) throws UsageException {
        Arguments arguments = new Arguments();
        while (!words.isEmpty()) {
            String word = words.removeFirst();
            int equals = word.indexOf('=');
            if (word.startsWith("--") && equals > 0) {
                words.addFirst(word.substring(equals + 1));
                word = word.substring(0, equals);
            }
            switch (word) {
                case "-c", "--config-path" -> arguments.config = Path.of(value(word, words));
                case "--concurrency" -> arguments.concurrency = number(word, words, 1, 1024);
                case "--state" -> arguments.state = Path.of(value(word, words));
                case "--drain-time" -> arguments.drainTime = Duration.ofSeconds(number(word, words, 0, 86_400));
                case "--max-stale" -> arguments.maxStale = Duration.ofHours(number(word, words, 0, 87_600));
                case "--hot-restart-socket" -> arguments.hotRestart = Optional.of(Path.of(value(word, words)));
                case "--validate" -> arguments.validate = true;
                default -> throw new UsageException("unknown argument '" + word + "'");
            }
        }
        return arguments;
    }

    private static String value(String option, Deque<String> words) throws UsageException {
        if (words.isEmpty()) {
            throw new UsageException(option + " needs a value");
        }
        return words.removeFirst();
    }

    private static int number(String option, Deque<String> words, int from, int to) throws UsageException {
        String text = value(option, words);
        try {
            int number = Integer.parseInt(text);
            if (number >= from && number <= to) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new UsageException(option + ": " + text + " (expected: " + from + ".." + to + ")");
    }

    private int run(Arguments arguments, Path file, Terminal terminal) throws StartException {
        BootstrapFile reader = new BootstrapFile(Optional.of(arguments.state.resolve("bootstrap")), version);
        Parsed<BootstrapConfig> parsed = XdsResources.BOOTSTRAP.read(reader.read(file), UnknownFields.REJECT);
        BootstrapConfig bootstrap =
                switch (parsed) {
                    case Parsed.Accepted<BootstrapConfig> accepted -> {
                        accepted.inert()
                                .forEach(path ->
                                        terminal.err().println("mainstay proxy: note: " + path + " has no effect"));
                        yield accepted.value();
                    }
                    case Parsed.Rejected<BootstrapConfig> rejected ->
                        throw new StartException(file + " is refused:\n" + ProxyProcess.text(rejected.problems()));
                };
        ProxyOptions plain = new ProxyOptions(arguments.concurrency, arguments.drainTime, version)
                .keptIn(lastGood(arguments.state, bootstrap.node().id()), arguments.maxStale);
        ProxyProcess process = new ProxyProcess(
                bootstrap, arguments.hotRestart.map(plain::handedOverAt).orElse(plain));
        if (arguments.validate) {
            process.close();
            terminal.out().println(file + " is valid");
            return OK;
        }
        process.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::shutDown, "shutdown"));
        process.awaitStopped();
        return OK;
    }

    /** Several proxies may share a state folder; each has its own by its node's id. */
    private static Path lastGood(Path state, String nodeId) {
        String name = nodeId.isEmpty() ? "unnamed" : nodeId.replaceAll("[^A-Za-z0-9._-]", "_");
        return state.resolve("proxy").resolve(name);
    }
}
