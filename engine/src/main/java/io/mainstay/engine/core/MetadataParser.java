// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import com.google.protobuf.Any;
import com.google.protobuf.Struct;
import io.mainstay.engine.wire.MessageTable;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads {@code core.v3.Metadata}, {@code google.protobuf.Struct} and {@code Any}. */
public final class MetadataParser {
    public static final MessageTable TABLE = MessageTable.of("envoy.config.core.v3.Metadata")
            .values(1, "filter_metadata")
            .inertList(2, "typed_filter_metadata", "nobody asks for it")
            .build();

    private MetadataParser() {}

    public static Metadata parse(io.envoyproxy.envoy.config.core.v3.Metadata metadata) {
        if (metadata.getFilterMetadataCount() == 0 && metadata.getTypedFilterMetadataCount() == 0) {
            return Metadata.EMPTY;
        }
        Map<String, Value.Struct> plain = new LinkedHashMap<>();
        metadata.getFilterMetadataMap().forEach((name, struct) -> plain.put(name, struct(struct)));
        Map<String, TypedConfig> typed = new LinkedHashMap<>();
        metadata.getTypedFilterMetadataMap().forEach((name, any) -> typed.put(name, any(any)));
        return new Metadata(plain, typed);
    }

    public static Value.Struct struct(Struct struct) {
        Map<String, Value> fields = new LinkedHashMap<>();
        struct.getFieldsMap().forEach((name, value) -> fields.put(name, value(value)));
        return new Value.Struct(fields);
    }

    private static Value value(com.google.protobuf.Value value) {
        return switch (value.getKindCase()) {
            case NULL_VALUE, KIND_NOT_SET -> new Value.Null();
            case NUMBER_VALUE -> new Value.Numeric(value.getNumberValue());
            case STRING_VALUE -> new Value.Text(value.getStringValue());
            case BOOL_VALUE -> new Value.Bool(value.getBoolValue());
            case STRUCT_VALUE -> struct(value.getStructValue());
            case LIST_VALUE ->
                new Value.Array(value.getListValue().getValuesList().stream()
                        .map(MetadataParser::value)
                        .toList());
        };
    }

    public static TypedConfig any(Any any) {
        return new TypedConfig(any.getTypeUrl(), Bytes.copyOf(any.getValue().toByteArray()));
    }
}
