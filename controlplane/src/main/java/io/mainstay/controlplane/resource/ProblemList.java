// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.resource;

import io.mainstay.model.ConfigProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the problems and inert fields of one resource or file. Confined to its reader. */
public final class ProblemList {
    private final List<ResourceProblem> problems = new ArrayList<>();
    private final List<String> inert = new ArrayList<>();

    public void add(ConfigProblem.Code code, String path, Position position, String message, String hint) {
        String next = hint.isEmpty() ? advice(code) : hint;
        problems.add(new ResourceProblem(new ConfigProblem(code, path, message, next), position));
    }

    /** What to do when whoever found the problem had nothing better to say. */
    private static String advice(ConfigProblem.Code code) {
        return switch (code) {
            case MALFORMED -> "mend the text at this place";
            case UNKNOWN_FIELD, UNSUPPORTED_FIELD -> "remove the field; docs/reference lists those that are honoured";
            case UNKNOWN_TYPE -> "docs/reference lists the kinds";
            case MISSING -> "add the field";
            case INVALID_VALUE -> "write what was expected";
            case DUPLICATE -> "keep one of them";
            case UNRESOLVED_REFERENCE -> "create what it names, or mend the name";
            case CONFLICT -> "keep one of the two";
        };
    }

    public void inert(String path) {
        inert.add(path);
    }

    boolean has(String path, Position position) {
        return problems.stream()
                .anyMatch(one ->
                        one.problem().path().equals(path) && one.position().equals(position));
    }

    public boolean isEmpty() {
        return problems.isEmpty();
    }

    /** In the order of the text. */
    public List<ResourceProblem> problems() {
        return problems.stream()
                .sorted(Comparator.comparing(ResourceProblem::position))
                .toList();
    }

    /** Paths of fields that were set and have no effect. */
    public List<String> inert() {
        return List.copyOf(inert);
    }
}
