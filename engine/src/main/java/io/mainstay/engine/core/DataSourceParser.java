// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import io.mainstay.model.ConfigProblem.Code;

/** Reads {@code core.v3.DataSource}. */
public final class DataSourceParser {
    public static final MessageTable TABLE = MessageTable.of("envoy.config.core.v3.DataSource")
            .value(1, "filename")
            .value(2, "inline_bytes")
            .value(3, "inline_string")
            .value(4, "environment_variable")
            .rejected(5, "watched_directory", "files are read when the configuration is loaded")
            .build();

    private static final DataSource NOTHING = new DataSource.Inline(Bytes.EMPTY);

    private DataSourceParser() {}

    public static DataSource parse(io.envoyproxy.envoy.config.core.v3.DataSource source, Problems problems) {
        return switch (source.getSpecifierCase()) {
            case FILENAME -> new DataSource.File(Read.required(source.getFilename(), problems, "filename"));
            case INLINE_BYTES ->
                new DataSource.Inline(Bytes.copyOf(source.getInlineBytes().toByteArray()));
            case INLINE_STRING -> new DataSource.Inline(Bytes.ofUtf8(source.getInlineString()));
            case ENVIRONMENT_VARIABLE ->
                new DataSource.Environment(
                        Read.required(source.getEnvironmentVariable(), problems, "environment_variable"));
            case SPECIFIER_NOT_SET -> {
                problems.add(
                        Code.MISSING, "one of filename, inline_bytes, inline_string, environment_variable is required");
                yield NOTHING;
            }
        };
    }

    /** Bytes given in the configuration itself; anything else is a problem. */
    public static Bytes inline(io.envoyproxy.envoy.config.core.v3.DataSource source, Problems problems) {
        DataSource parsed = parse(source, problems);
        if (parsed instanceof DataSource.Inline(Bytes content)) {
            return content;
        }
        problems.add(Code.UNSUPPORTED_FIELD, "only inline_string and inline_bytes are supported here");
        return Bytes.EMPTY;
    }
}
