// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import java.util.Map;
import java.util.Objects;

/**
 * One access log ({@code accesslog.v3.AccessLog}) without filter.
 *
 * @param name   free text
 * @param sink   where lines go
 * @param format how a line looks
 */
public record AccessLogConfig(String name, Sink sink, Format format) {
    public AccessLogConfig {
        Objects.requireNonNull(name);
        Objects.requireNonNull(sink);
        Objects.requireNonNull(format);
    }

    /** Where lines go. */
    public sealed interface Sink {
        record Stdout() implements Sink {}

        record Stderr() implements Sink {}

        record File(String path) implements Sink {}
    }

    /** How a line looks. */
    public sealed interface Format {
        /** Envoy's default text line. */
        record Default() implements Format {}

        /** As given; it ends with its own line break, if any. */
        record Text(FormatString text) implements Format {}

        /**
         * One JSON object per line.
         *
         * @param fields in wire order; nested structs are not supported
         */
        record Json(Map<String, FormatString> fields) implements Format {
            public Json {
                fields = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(fields));
            }
        }
    }
}
