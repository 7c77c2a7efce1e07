// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.model;

import java.util.Objects;

/**
 * One thing wrong with a configuration resource, written for the person who has to mend it.
 *
 * @param code    stable and documented
 * @param path    where, in the resource's own field names, e.g. {@code filter_chains[0].filters[2].name}; empty for the whole
 * @param message what is wrong, with the offending value and what was expected
 * @param hint    what to do next; empty when the message says it all
 */
public record ConfigProblem(Code code, String path, String message, String hint) {
    public ConfigProblem {
        Objects.requireNonNull(code);
        Objects.requireNonNull(path);
        Objects.requireNonNull(message);
        Objects.requireNonNull(hint);
    }

    public ConfigProblem(Code code, String path, String message) {
        this(code, path, message, "");
    }

    /** The same problem, seen from a resource that contains the one it was found in. */
    public ConfigProblem under(String prefix) {
        if (prefix.isEmpty()) {
            return this;
        }
        String joined = path.isEmpty() || path.startsWith("[") ? prefix + path : prefix + "." + path;
        return new ConfigProblem(code, joined, message, hint);
    }

    @Override
    public String toString() {
        String where = path.isEmpty() ? "" : path + ": ";
        return where + message + (hint.isEmpty() ? "" : " (" + hint + ")");
    }

    /** Kinds of problem. Names are part of the API: they are never renamed and never reused. */
    public enum Code {
        /** Not parseable at all: broken YAML, JSON or protobuf. */
        MALFORMED,
        /** A field the resource's schema does not have. */
        UNKNOWN_FIELD,
        /** A field that exists and that Mainstay does not honour. */
        UNSUPPORTED_FIELD,
        /** A kind, type URL, filter or extension that Mainstay does not know. */
        UNKNOWN_TYPE,
        /** A required field is absent. */
        MISSING,
        /** A value outside its range or form. */
        INVALID_VALUE,
        /** The same name, match or address twice. */
        DUPLICATE,
        /** A name that refers to nothing. */
        UNRESOLVED_REFERENCE,
        /** Two settings that contradict each other. */
        CONFLICT
    }
}
