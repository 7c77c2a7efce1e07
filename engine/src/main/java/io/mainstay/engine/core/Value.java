// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON-like value ({@code google.protobuf.Value}). */
public sealed interface Value {
    /** JSON's null. */
    record Null() implements Value {}

    record Bool(boolean value) implements Value {}

    record Numeric(double value) implements Value {}

    record Text(String value) implements Value {}

    record Array(List<Value> values) implements Value {
        public Array {
            values = List.copyOf(values);
        }
    }

    /**
     * {@code google.protobuf.Struct}.
     *
     * @param fields in wire order
     */
    record Struct(Map<String, Value> fields) implements Value {
        /** No fields. */
        public static final Struct EMPTY = new Struct(Map.of());

        public Struct {
            fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        public Optional<Value> get(String name) {
            return Optional.ofNullable(fields.get(name));
        }

        /** The string under this name; empty when absent or of another type. */
        public Optional<String> text(String name) {
            return fields.get(name) instanceof Text(String value) ? Optional.of(value) : Optional.empty();
        }
    }
}
