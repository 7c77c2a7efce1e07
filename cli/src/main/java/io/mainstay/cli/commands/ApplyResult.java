// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.commands;

import io.mainstay.cli.CliContext;
import io.mainstay.cli.api.ApiProblem;
import io.mainstay.cli.output.Format;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What became of files of resources, and how it is shown: lines for people, one object for programs. */
final class ApplyResult {
    private final ArrayNode items = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode problems = JsonNodeFactory.instance.arrayNode();
    private final StringBuilder complaints = new StringBuilder();
    private final Map<String, String> files = new HashMap<>();

    /** A resource of a file: its kind, its name, {@code effect} and the fields that have none. */
    void item(String file, JsonNode item) {
        items.add(item);
        // The version is no part of what a resource is; within a file the control plane's check has looked.
        String group = item.path("apiVersion").asString("").replaceAll("/?[^/]*$", "");
        String kind = item.path("kind").asString("");
        String name =
                item.path("namespace").asString("") + "/" + item.path("name").asString("");
        String before = files.putIfAbsent(String.join("/", group, kind, name), file);
        if (before != null && !before.equals(file)) {
            refused(file, kind + " " + name + " is also in " + before + "; keep one of them", List.of());
        }
    }

    /** A file with mistakes; with none named, the message is what is known. */
    void refused(String file, String message, List<ApiProblem> found) {
        complaints.append(file).append(": ").append(message).append('\n');
        for (ApiProblem problem : found) {
            complaints.append(problem.line(file)).append('\n');
            ObjectNode entry = problems.addObject().put("file", file);
            entry.put("line", problem.line()).put("column", problem.column()).put("path", problem.path());
            entry.put("code", problem.code()).put("message", problem.message()).put("hint", problem.hint());
        }
        if (found.isEmpty()) {
            problems.addObject().put("file", file).put("message", message);
        }
    }

    boolean valid() {
        return problems.isEmpty();
    }

    void show(Format format, CliContext context) {
        if (format != Format.TABLE) {
            ObjectNode all = JsonNodeFactory.instance.objectNode().put("valid", valid());
            all.set("items", items);
            all.set("problems", problems);
            context.out().print(format.write(all));
            return;
        }
        context.err().print(complaints);
        for (JsonNode item : items) {
            String title = item.path("kind").asString("").toLowerCase(Locale.ROOT) + "/"
                    + item.path("name").asString("");
            context.out().println(title + " " + item.path("effect").asString(""));
            for (JsonNode inert : item.path("inert")) {
                context.err().println("note: " + title + ": " + inert.asString("") + " has no effect here");
            }
        }
    }
}
