// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The user's list of control planes, kept as JSON that only the user can read, for it may hold tokens.
 *
 * @param current name of the one in use; possibly empty
 */
public record Contexts(String current, List<Entry> entries) {
    private static final String FILE = "contexts.json";

    public Contexts {
        entries = List.copyOf(entries);
    }

    /**
     * One control plane.
     *
     * @param token empty when none is wanted
     */
    public record Entry(String name, String server, String token) {
        /** Without the token. */
        @Override
        public String toString() {
            return name + " " + server;
        }
    }

    /** Reads the file; a missing one is an empty list. */
    public static Contexts read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return new Contexts("", List.of());
        }
        try {
            JsonNode root = JsonMapper.builder().build().readTree(Files.readString(file));
            List<Entry> entries = new ArrayList<>();
            for (JsonNode entry : root.path("contexts")) {
                entries.add(new Entry(
                        entry.path("name").asString(""),
                        entry.path("server").asString(""),
                        entry.path("token").asString("")));
            }
            return new Contexts(root.path("current").asString(""), entries);
        } catch (JacksonException e) {
            throw new IOException(file + " is damaged: " + e.getOriginalMessage() + "; repair or delete it", e);
        }
    }

    /** Writes the file whole. */
    public void write(Path folder) throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        ObjectNode root = json.createObjectNode().put("current", current);
        ArrayNode list = root.putArray("contexts");
        entries.forEach(entry -> list.addObject()
                .put("name", entry.name())
                .put("server", entry.server())
                .put("token", entry.token()));
        Files.createDirectories(folder);
        Path temporary = Files.createTempFile(
                folder,
                "contexts",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, json.writeValueAsString(root));
        Files.move(
                temporary, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    public Optional<Entry> find(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /** With this entry added, or in the place of the one of its name. */
    public Contexts with(Entry added) {
        List<Entry> changed = new ArrayList<>(without(added.name()).entries());
        changed.add(added);
        return new Contexts(current, changed);
    }

    public Contexts without(String name) {
        return new Contexts(
                current.equals(name) ? "" : current,
                entries.stream().filter(entry -> !entry.name().equals(name)).toList());
    }

    public Contexts using(String name) {
        return new Contexts(name, entries);
    }
}
