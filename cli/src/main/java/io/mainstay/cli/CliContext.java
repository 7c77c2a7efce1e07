// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli;

import io.mainstay.cli.api.ApiClient;
import io.mainstay.cli.api.Contexts;
import io.mainstay.cli.api.ServerAddress;
import io.mainstay.cli.options.Given;
import io.mainstay.cli.options.Option;
import io.mainstay.cli.options.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a command may use.
 *
 * @param out         results and nothing else
 * @param err         warnings and errors
 * @param environment variables
 * @param checker     the rules of resources
 */
public record CliContext(
        PrintStream out, PrintStream err, InputStream in, Map<String, String> environment, ResourceChecker checker) {
    /** Where the control plane is. */
    public static final Option SERVER = Option.value(
            "--server", "ADDRESS", "control plane: unix:/path or http://host:port (else MAINSTAY_SERVER, context)");

    public CliContext {
        Objects.requireNonNull(out);
        Objects.requireNonNull(err);
        Objects.requireNonNull(in);
        environment = Map.copyOf(environment);
        Objects.requireNonNull(checker);
    }

    /** The folders of this user. */
    public Folders folders() {
        return new Folders(environment);
    }

    /** The control plane: {@code --server}, then {@code MAINSTAY_SERVER}, then the current context, then this machine's. */
    public ApiClient api(Given given) throws UsageException, IOException {
        String token = environment.getOrDefault("MAINSTAY_TOKEN", "");
        Optional<String> said = given.value("--server")
                .or(() ->
                        Optional.ofNullable(environment.get("MAINSTAY_SERVER")).filter(text -> !text.isBlank()));
        if (said.isPresent()) {
            return new ApiClient(address(said.get()), token);
        }
        Contexts contexts = Contexts.read(folders().config());
        Optional<Contexts.Entry> current = contexts.find(contexts.current());
        if (current.isPresent()) {
            return new ApiClient(
                    address(current.get().server()),
                    token.isEmpty() ? current.get().token() : token);
        }
        return new ApiClient(new ServerAddress.Unix(folders().apiSocket()), token);
    }

    /** Reads an address as a user writes it. */
    public static ServerAddress address(String text) throws UsageException {
        return ServerAddress.parse(text)
                .orElseThrow(() -> new UsageException(
                        "not a server address: " + text + " (expected: unix:/path or http://host:port)"));
    }
}
