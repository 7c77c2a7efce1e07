// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.state;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Which requests a rule is for: all of these hold. */
public record HttpMatch(PathMatch path, Optional<String> method, List<ValueMatch> headers, List<ValueMatch> query) {
    public static final HttpMatch ALL =
            new HttpMatch(new PathMatch(PathKind.SEGMENTS, "/"), Optional.empty(), List.of(), List.of());

    public HttpMatch {
        Objects.requireNonNull(path);
        Objects.requireNonNull(method);
        headers = List.copyOf(headers);
        query = List.copyOf(query);
    }

    /** How a path is compared. */
    public enum PathKind {
        EXACT,
        /** Whole segments: {@code /a} is a prefix of {@code /a/b}, not of {@code /ab}. */
        SEGMENTS,
        /** Characters: {@code /a} is a prefix of {@code /ab}. */
        PREFIX,
        /** RE2, the whole path. */
        REGEX
    }

    /** A path without its query. */
    public record PathMatch(PathKind kind, String value) {
        public PathMatch {
            Objects.requireNonNull(kind);
            Objects.requireNonNull(value);
        }
    }

    /** How the value of a header or query parameter is compared. */
    public enum ValueKind {
        EXACT,
        PREFIX,
        REGEX,
        PRESENT
    }

    /**
     * One header or query parameter.
     *
     * @param name   lower case for a header
     * @param invert the match must not hold
     */
    public record ValueMatch(String name, ValueKind kind, String value, boolean invert) {
        public ValueMatch {
            Objects.requireNonNull(name);
            Objects.requireNonNull(kind);
            Objects.requireNonNull(value);
        }
    }
}
