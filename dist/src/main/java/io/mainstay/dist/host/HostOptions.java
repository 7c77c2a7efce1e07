// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.host;

import io.mainstay.agent.node.NodeConfig;
import io.mainstay.agent.node.NodeConfig.HostPort;
import io.mainstay.agent.node.NodeConfig.Role;
import io.mainstay.cli.Folders;
import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.Given;
import io.mainstay.cli.options.Option;
import io.mainstay.cli.options.UsageException;
import io.mainstay.model.Locality;
import io.mainstay.security.JoinString;
import io.mainstay.security.SpiffeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code mainstay node} or {@code gateway} was told.
 *
 * @param join      how to enrol when this host never has
 * @param metadata  told to the control plane
 * @param drainTime how long open connections may take to end when the process stops
 */
record HostOptions(
        NodeConfig config,
        Optional<JoinString> join,
        Map<String, String> metadata,
        int concurrency,
        Duration drainTime) {
    private static final String NODE_TEXT = """
        Runs the proxy of a host and looks after its workloads.

        A new host joins with the string that 'mainstay token create' prints; what it needs afterwards is in its state
        folder, and with that it also starts while the control plane is away. 'mainstay run' finds it by its run folder.
        A second 'mainstay node' of the same host takes over from the first without losing a connection.
        """;
    private static final String GATEWAY_TEXT = """
        Runs a gateway: what comes in from outside goes to services of the mesh, as Gateway resources and their routes say.
        A second 'mainstay gateway' of the same host takes over from the first without losing a connection.

        A new one joins with the string that 'mainstay token create --role gateway' prints.
        """;

    HostOptions {
        metadata = Map.copyOf(metadata);
    }

    static CommandLine commandLine(Role role) {
        List<Option> options = new ArrayList<>(List.of(
                Option.value("--control-plane", "HOST:PORT", "its mTLS port (default: 127.0.0.1:15012)"),
                Option.value("--join", "STRING", "how to join; better in MAINSTAY_JOIN or a file"),
                Option.value("--join-file", "FILE", "the same from a file"),
                Option.value("--host", "NAME", "name of this host (default: the system's)"),
                Option.value("--region", "NAME", "where it is"),
                Option.value("--zone", "NAME", "where it is; callers prefer their own zone"),
                Option.value("--trust-domain", "NAME", "of all identities (default: cluster.local)"),
                Option.value("--state", "FOLDER", "what must survive a restart"),
                Option.value("--run-dir", "FOLDER", "sockets; a short path"),
                Option.value("--concurrency", "N", "event loops (default: number of processors)"),
                Option.value("--drain-time", "SECONDS", "how long connections may take to end (default: 10)")));
        if (role == Role.GATEWAY) {
            options.add(Option.value("--gateway", "NAMESPACE/NAME", "which Gateway resource (default: all)"));
            options.add(Option.value("--listen", "ADDRESS", "where it listens (default: 0.0.0.0)"));
            return new CommandLine("gateway [OPTION...]", GATEWAY_TEXT, options);
        }
        options.add(Option.value("--address", "ADDRESS", "where other hosts reach its workloads (default: 127.0.0.1)"));
        options.add(Option.value("--network", "NAME", "in which that address has meaning"));
        return new CommandLine("node [OPTION...]", NODE_TEXT, options);
    }

    static HostOptions parse(Role role, List<String> arguments, Map<String, String> environment) throws UsageException {
        Given given = commandLine(role).parse(arguments);
        if (!given.positionals().isEmpty() || !given.command().isEmpty()) {
            throw new UsageException("unexpected arguments");
        }
        Folders folders = new Folders(environment);
        String host = given.value("--host").orElseGet(HostOptions::systemName);
        String part = role == Role.NODE ? "node" : "gateway-" + host;
        Path run = given.value("--run-dir")
                .map(Path::of)
                .orElseGet(
                        () -> role == Role.NODE ? folders.run() : folders.run().resolve(part));
        String domain = given.value("--trust-domain", "cluster.local");
        if (!SpiffeId.isTrustDomain(domain)) {
            throw new UsageException("--trust-domain: '" + domain + "' (expected: letters, digits, '.', '-', '_')");
        }
        NodeConfig config = new NodeConfig(
                host,
                role,
                address("--address", given.value("--address", "127.0.0.1")),
                new Locality(given.value("--region", ""), given.value("--zone", ""), ""),
                given.value("--network", ""),
                controlPlane(given.value("--control-plane", "127.0.0.1:15012")),
                domain,
                given.value("--state").map(Path::of).orElseGet(() -> folders.state(part)),
                run);
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("role", role.name().toLowerCase(Locale.ROOT));
        metadata.put("admin", config.adminSocket().toAbsolutePath().toString());
        given.value("--gateway").ifPresent(name -> metadata.put("gateway", name));
        if (given.has("--listen")) {
            metadata.put("listen_address", address("--listen", given.required("--listen")));
        }
        return new HostOptions(
                config,
                join(given, environment),
                metadata,
                given.number("--concurrency", Runtime.getRuntime().availableProcessors(), 1, 1_024),
                Duration.ofSeconds(given.number("--drain-time", 10, 0, 86_400)));
    }

    private static String address(String option, String text) throws UsageException {
        try {
            var _ = InetAddress.ofLiteral(text);
            return text;
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": '" + text + "' (expected: an IP address, such as 127.0.0.1)");
        }
    }

    private static HostPort controlPlane(String text) throws UsageException {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new UsageException("--control-plane: '" + text + "' (expected: HOST:PORT)");
        }
        return new HostPort(text.substring(0, colon), Integer.parseInt(port));
    }

    private static Optional<JoinString> join(Given given, Map<String, String> environment) throws UsageException {
        Optional<String> text = given.value("--join").or(() -> Optional.ofNullable(environment.get("MAINSTAY_JOIN")));
        if (given.has("--join-file")) {
            try {
                text = Optional.of(
                        Files.readString(Path.of(given.required("--join-file"))).strip());
            } catch (IOException e) {
                throw new UsageException("--join-file cannot be read: " + e);
            }
        }
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<JoinString> join = JoinString.parse(text.get());
        if (join.isEmpty()) {
            throw new UsageException("the join string is damaged; 'mainstay token create' prints a new one");
        }
        return join;
    }

    private static String systemName() {
        try {
            return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        } catch (UnknownHostException _) {
            return "localhost";
        }
    }
}
