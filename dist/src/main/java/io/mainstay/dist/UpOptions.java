// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist;

import io.mainstay.cli.Folders;
import io.mainstay.cli.options.CommandLine;
import io.mainstay.cli.options.Given;
import io.mainstay.cli.options.Option;
import io.mainstay.cli.options.UsageException;
import io.mainstay.controlplane.state.MtlsMode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** What {@code mainstay up} was told, checked as far as words can be. */
record UpOptions(
        Path state,
        Optional<Path> restore,
        Optional<Path> configFolder,
        InetSocketAddress listen,
        List<String> serverNames,
        Path apiSocket,
        Optional<InetSocketAddress> apiListen,
        String apiToken,
        Optional<InetSocketAddress> metrics,
        String trustDomain,
        MtlsMode mtlsMode,
        boolean json) {
    static final CommandLine COMMAND_LINE = new CommandLine(
            "up [OPTION...]",
            "Runs a control plane: configuration, discovery, identity and the API.",
            List.of(
                    Option.value("--state", "FOLDER", "where it keeps everything (default: the user's state folder)"),
                    Option.value(
                            "--restore", "FILE", "begin with what 'mainstay backup' saved; there must be no store yet"),
                    Option.value(
                            "--config-dir", "FOLDER", "resources in YAML or JSON, followed (default: only the API)"),
                    Option.value("--listen", "HOST:PORT", "where nodes connect, over mTLS (default 127.0.0.1:15012)"),
                    Option.values("--server-name", "NAME", "name or address by which nodes reach it"),
                    Option.value(
                            "--api-socket", "PATH", "the API, for this user alone (default: in the runtime folder)"),
                    Option.value("--api-listen", "HOST:PORT", "the API on TCP as well; needs --api-token-file"),
                    Option.value("--api-token-file", "FILE", "what callers on TCP must show"),
                    Option.value(
                            "--metrics-listen", "HOST:PORT", "metrics and health, or 'off' (default 127.0.0.1:15014)"),
                    Option.value("--trust-domain", "NAME", "of all identities (default cluster.local)"),
                    Option.value("--mtls-mode", "MODE", "permissive (default) or strict: is plaintext accepted"),
                    Option.value("--output", "FORMAT", "json: say where to connect as one line of JSON")
                            .letter('o')));

    UpOptions {
        Objects.requireNonNull(state);
        Objects.requireNonNull(restore);
        Objects.requireNonNull(configFolder);
        Objects.requireNonNull(listen);
        serverNames = List.copyOf(serverNames);
        Objects.requireNonNull(apiSocket);
        Objects.requireNonNull(apiListen);
        Objects.requireNonNull(apiToken);
        Objects.requireNonNull(metrics);
        Objects.requireNonNull(trustDomain);
        Objects.requireNonNull(mtlsMode);
    }

    static UpOptions parse(List<String> arguments, Folders folders) throws UsageException {
        Given given = COMMAND_LINE.parse(arguments);
        if (!given.positionals().isEmpty()) {
            throw new UsageException("unexpected '" + given.positionals().getFirst() + "'");
        }
        InetSocketAddress listen = address("--listen", given.value("--listen", "127.0.0.1:15012"));
        Optional<InetSocketAddress> apiListen = given.value("--api-listen").isPresent()
                ? Optional.of(address("--api-listen", given.required("--api-listen")))
                : Optional.empty();
        if (apiListen.isPresent() && !given.has("--api-token-file")) {
            throw new UsageException("--api-listen needs --api-token-file: on TCP the API is for who has the token");
        }
        String output = given.value("--output", "table");
        if (!output.equals("json") && !output.equals("table")) {
            throw new UsageException("--output: '" + output + "' (expected: json, table)");
        }
        return new UpOptions(
                given.value("--state").map(Path::of).orElseGet(() -> folders.state("control-plane")),
                given.value("--restore").map(Path::of),
                folder(given),
                listen,
                given.has("--server-name") ? given.all("--server-name") : defaultNames(listen),
                given.value("--api-socket").map(Path::of).orElseGet(() -> folders.apiSocket()),
                apiListen,
                token(given),
                metrics(given.value("--metrics-listen", "127.0.0.1:15014")),
                trustDomain(given.value("--trust-domain", "cluster.local")),
                mode(given.value("--mtls-mode", "permissive")),
                output.equals("json"));
    }

    /** The host part of the address nodes use: a name the certificate has, never the address that means all of them. */
    String reachedBy() {
        return listen.getAddress().isAnyLocalAddress() ? serverNames.getFirst() : listen.getHostString();
    }

    private static List<String> defaultNames(InetSocketAddress listen) {
        return listen.getAddress().isAnyLocalAddress()
                ? List.of("localhost", "127.0.0.1")
                : List.of("localhost", listen.getAddress().getHostAddress());
    }

    private static Optional<Path> folder(Given given) throws UsageException {
        Optional<Path> folder = given.value("--config-dir").map(Path::of);
        if (folder.isPresent() && !Files.isDirectory(folder.get())) {
            throw new UsageException("--config-dir: " + folder.get() + " is not a folder");
        }
        return folder;
    }

    private static Optional<InetSocketAddress> metrics(String value) throws UsageException {
        return value.equals("off") ? Optional.empty() : Optional.of(address("--metrics-listen", value));
    }

    private static InetSocketAddress address(String name, String value) throws UsageException {
        int colon = value.lastIndexOf(':');
        String port = value.substring(colon + 1);
        if (colon <= 0 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
            throw new UsageException(name + ": '" + value + "' (expected: HOST:PORT, such as 127.0.0.1:15012)");
        }
        String host = value.substring(0, colon).replaceAll("^\\[|]$", "");
        InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(port));
        if (address.isUnresolved()) {
            throw new UsageException(name + ": there is no host '" + host + "'");
        }
        return address;
    }

    private static String token(Given given) throws UsageException {
        if (!given.has("--api-token-file")) {
            return "";
        }
        String file = given.required("--api-token-file");
        try {
            String token = Files.readString(Path.of(file)).strip();
            if (token.length() < 16) {
                throw new UsageException("--api-token-file: " + file + " holds fewer than 16 characters");
            }
            return token;
        } catch (IOException e) {
            throw new UsageException("--api-token-file: " + file + " cannot be read: " + e);
        }
    }

    private static String trustDomain(String value) throws UsageException {
        if (!value.matches("[a-z0-9._-]{1,255}")) {
            throw new UsageException(
                    "--trust-domain: '" + value + "' (expected: lower case letters, digits, '.', '-' and '_')");
        }
        return value;
    }

    private static MtlsMode mode(String value) throws UsageException {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "strict" -> MtlsMode.STRICT;
            case "permissive" -> MtlsMode.PERMISSIVE;
            default -> throw new UsageException("--mtls-mode: '" + value + "' (expected: strict, permissive)");
        };
    }
}
