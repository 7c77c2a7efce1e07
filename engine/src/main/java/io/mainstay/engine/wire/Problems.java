// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.wire;

import io.mainstay.model.ConfigProblem;
import io.mainstay.model.ConfigProblem.Code;
import java.util.ArrayList;
import java.util.List;

/** Collects the problems of one resource while it is parsed, each under the path it was found at. Not for sharing between threads. */
public final class Problems {
    private final List<ConfigProblem> found;
    private final String path;

    private Problems(List<ConfigProblem> found, String path) {
        this.found = found;
        this.path = path;
    }

    /** Nothing found yet, at the resource itself. */
    public static Problems none() {
        return new Problems(new ArrayList<>(), "");
    }

    /** The same collection, inside a field. */
    public Problems in(String field) {
        return new Problems(found, path.isEmpty() ? field : path + "." + field);
    }

    /** The same collection, inside an element of a repeated field. */
    public Problems in(String field, int index) {
        return in(field + "[" + index + "]");
    }

    /** The same collection, inside a value of a map. */
    public Problems in(String field, String key) {
        return in(field + "[" + key + "]");
    }

    /** At this very place. */
    public void add(Code code, String message) {
        found.add(new ConfigProblem(code, path, message));
    }

    public void invalid(String field, String message) {
        in(field).add(Code.INVALID_VALUE, message);
    }

    public void missing(String field) {
        in(field).add(Code.MISSING, "is required");
    }

    public void unsupported(String field, String message) {
        in(field).add(Code.UNSUPPORTED_FIELD, message);
    }

    /** In the order found. */
    public List<ConfigProblem> found() {
        return List.copyOf(found);
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public String path() {
        return path;
    }
}
