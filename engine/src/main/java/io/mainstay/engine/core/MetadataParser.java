// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.mainstay.engine.wire.Aside;
import io.mainstay.engine.wire.MessageTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code core.v3.Metadata}, {@code google.protobuf.Struct} and {@code Any}. */
public final class MetadataParser {
    private static final int FILTER_METADATA = 1;

    public static final MessageTable TABLE = MessageTable.of("envoy.config.core.v3.Metadata")
            .structMap(FILTER_METADATA, "filter_metadata")
            .inertList(2, "typed_filter_metadata", "nobody asks for it")
            .build();

    /** Fields of {@code google.protobuf.Value}. */
    private static final int NUMBER = 2;

    private static final int TEXT = 3;
    private static final int FLAG = 4;
    private static final int STRUCT = 5;
    private static final int LIST = 6;

    /** As deep as protobuf's own parser goes. */
    private static final int MAX_DEPTH = 100;

    private MetadataParser() {}

    public static Metadata parse(io.envoyproxy.envoy.config.core.v3.Metadata metadata) {
        Map<String, Value.Struct> plain = new LinkedHashMap<>();
        Aside.map(metadata, FILTER_METADATA).forEach((name, struct) -> plain.put(name, struct(List.of(struct))));
        return plain.isEmpty() ? Metadata.EMPTY : new Metadata(plain);
    }

    /**
     * A struct from its bytes.
     *
     * @param parts a message that comes in several parts is all of them together, as protobuf has it
     */
    public static Value.Struct struct(List<ByteString> parts) {
        try {
            Map<String, Value> fields = new LinkedHashMap<>();
            for (ByteString part : parts) {
                fields(part, fields, 0);
            }
            return fields.isEmpty() ? Value.Struct.EMPTY : new Value.Struct(fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fields(ByteString struct, Map<String, Value> into, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException("a struct is nested too deeply (at most " + MAX_DEPTH + " levels)");
        }
        CodedInputStream in = struct.newCodedInput();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 1) {
                entry(in.readBytes(), into, depth);
            } else {
                in.skipField(tag);
            }
        }
    }

    private static void entry(ByteString entry, Map<String, Value> into, int depth) throws IOException {
        CodedInputStream in = entry.newCodedInput();
        String key = "";
        ByteString value = ByteString.EMPTY;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> key = in.readStringRequireUtf8();
                case 2 -> value = in.readBytes();
                default -> in.skipField(tag);
            }
        }
        into.put(key, value(value, depth + 1));
    }

    private static Value value(ByteString bytes, int depth) throws IOException {
        CodedInputStream in = bytes.newCodedInput();
        Value value = new Value.Null();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case NUMBER -> value = new Value.Numeric(in.readDouble());
                case TEXT -> value = new Value.Text(in.readStringRequireUtf8());
                case FLAG -> value = new Value.Bool(in.readBool());
                case STRUCT -> {
                    Map<String, Value> fields = new LinkedHashMap<>();
                    fields(in.readBytes(), fields, depth);
                    value = new Value.Struct(fields);
                }
                case LIST -> value = new Value.Array(list(in.readBytes(), depth));
                default -> in.skipField(tag);
            }
        }
        return value;
    }

    private static List<Value> list(ByteString bytes, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException("a list is nested too deeply (at most " + MAX_DEPTH + " levels)");
        }
        CodedInputStream in = bytes.newCodedInput();
        List<Value> values = new ArrayList<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 1) {
                values.add(value(in.readBytes(), depth + 1));
            } else {
                in.skipField(tag);
            }
        }
        return values;
    }

    public static TypedConfig any(Any any) {
        return new TypedConfig(any.getTypeUrl(), Bytes.copyOf(any.getValue().toByteArray()));
    }
}
