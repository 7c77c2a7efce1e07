// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A store at one revision as text: a line of JSON that says what it is, one for each key, and one that says how many there were, so
 * that a copy that was cut off is noticed. History is not in it.
 */
final class StoreBackup {
    private static final String FORMAT = "mainstay-store-backup/1";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private StoreBackup() {}

    static String write(long revision, Collection<StoreEntry> entries) {
        StringBuilder out = new StringBuilder();
        line(out, JSON.createObjectNode().put("format", FORMAT).put("revision", revision));
        for (StoreEntry entry : entries) {
            line(
                    out,
                    JSON.createObjectNode()
                            .put("key", entry.key().toString())
                            .put("created", entry.createRevision())
                            .put("modified", entry.modRevision())
                            .put("writtenAt", entry.writtenAtMillis())
                            .put("value", entry.value()));
        }
        line(out, JSON.createObjectNode().put("entries", entries.size()));
        return out.toString();
    }

    private static void line(StringBuilder out, ObjectNode node) {
        out.append(JSON.writeValueAsString(node)).append('\n');
    }

    /**
     * Reads it back.
     *
     * @throws StoreException with {@code CORRUPT} when it is not a whole backup
     */
    static StoreFile.Contents read(String text) {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            lines.add(parse(line, lines.size() + 1));
        }
        if (lines.isEmpty() || !lines.getFirst().path("format").asString("").equals(FORMAT)) {
            throw damaged("its first line does not say " + FORMAT);
        }
        if (lines.size() < 2 || lines.getLast().path("entries").asInt(-1) != lines.size() - 2) {
            throw damaged("it was cut off");
        }
        long revision = lines.getFirst().path("revision").asLong(-1);
        NavigableMap<StoreKey, StoreEntry> entries = new TreeMap<>();
        for (JsonNode line : lines.subList(1, lines.size() - 1)) {
            String name = line.path("key").asString("");
            if (name.indexOf('/') < 1) {
                throw damaged("'" + name + "' is no key");
            }
            StoreKey key = StoreKey.parse(name);
            long modified = line.path("modified").asLong(-1);
            if (modified < 1 || modified > revision) {
                throw damaged(key + " was modified at revision " + modified + " (expected: 1.." + revision + ")");
            }
            entries.put(
                    key,
                    new StoreEntry(
                            key,
                            line.path("value").asString(""),
                            line.path("created").asLong(0),
                            modified,
                            line.path("writtenAt").asLong(0)));
        }
        return new StoreFile.Contents(revision, revision, entries, new TreeMap<>(Map.of()));
    }

    private static JsonNode parse(String line, int number) {
        try {
            return JSON.readTree(line);
        } catch (JacksonException e) {
            throw damaged("line " + number + " is not JSON: " + e.getOriginalMessage());
        }
    }

    private static StoreException damaged(String why) {
        return new StoreException(
                StoreException.Reason.CORRUPT, "not a backup of 'mainstay backup', or a damaged one: " + why);
    }
}
