// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where Mainstay keeps things when nobody says otherwise: sockets in a runtime folder with a short path, what must last in a
 * state folder, settings in a configuration folder. XDG's variables are honoured; nothing is written outside them.
 */
public record Folders(Map<String, String> environment) {
    public Folders {
        environment = Map.copyOf(environment);
    }

    /** Sockets. {@code MAINSTAY_RUN_DIR}, else below {@code XDG_RUNTIME_DIR}, else below the temporary folder. */
    public Path run() {
        Optional<Path> own = given("MAINSTAY_RUN_DIR");
        if (own.isPresent()) {
            return own.get();
        }
        return given("XDG_RUNTIME_DIR")
                .map(folder -> folder.resolve("mainstay"))
                .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"), "mainstay-" + user()));
    }

    /** State of one part, {@code node} for example. {@code MAINSTAY_STATE_DIR}, else below {@code XDG_STATE_HOME}. */
    public Path state(String part) {
        Path root = given("MAINSTAY_STATE_DIR")
                .orElseGet(() -> given("XDG_STATE_HOME")
                        .orElse(home().resolve(".local/state"))
                        .resolve("mainstay"));
        return root.resolve(part);
    }

    /** Settings of the command line. */
    public Path config() {
        return given("XDG_CONFIG_HOME").orElse(home().resolve(".config")).resolve("mainstay");
    }

    /** Where the control plane of this machine answers. */
    public Path apiSocket() {
        return run().resolve("api.sock");
    }

    private Path home() {
        return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
    }

    private static String user() {
        return System.getProperty("user.name");
    }

    private Optional<Path> given(String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }
}
