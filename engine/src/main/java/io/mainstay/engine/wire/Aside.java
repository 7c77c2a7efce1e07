// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.wire;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Maps and structs of a resource, kept away from protobuf's generated classes.
 *
 * <p>The first touch of any map field there, even to learn that it is empty, builds the descriptors of its file and of all
 * that file imports: over a hundred milliseconds and some megabytes at the start of every proxy. So such fields are given
 * other numbers before the bytes are parsed. Protobuf then takes them for unknown fields and keeps their bytes, and parsers
 * read them from there.
 */
public final class Aside {
    /** Added to the number of a field that is moved. No published message has fields as high. */
    static final int OFFSET = 100_000_000;

    private static final int KEY = 1;
    private static final int VALUE = 2;

    private final Map<String, MessageTable> anyTypes;

    private Aside(Map<String, MessageTable> anyTypes) {
        this.anyTypes = anyTypes;
    }

    /** The same message with all its maps and structs moved, at any depth. */
    static ByteString move(Map<String, MessageTable> anyTypes, MessageTable table, ByteString message)
            throws IOException {
        return new Aside(anyTypes).message(table, message);
    }

    private ByteString message(MessageTable table, ByteString message) throws IOException {
        ByteString.Output bytes = ByteString.newOutput(message.size() + 64);
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        CodedInputStream in = message.newCodedInput();
        int began = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int number = WireFormat.getTagFieldNumber(tag);
            Field field = number < OFFSET ? table.field(number) : null;
            if (field != null
                    && field.treatment() == Treatment.HONOURED
                    && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                field(field, in.readBytes(), out);
            } else {
                in.skipField(tag);
                // One as high would be taken for one that was moved; an inert one may hold a map, and nobody reads it.
                if (number < OFFSET && (field == null || field.treatment() != Treatment.INERT)) {
                    out.writeRawBytes(message.substring(began, in.getTotalBytesRead()));
                }
            }
            began = in.getTotalBytesRead();
        }
        out.flush();
        return bytes.toByteString();
    }

    private void field(Field field, ByteString value, CodedOutputStream out) throws IOException {
        switch (field.kind()) {
            case MAP -> out.writeBytes(field.number() + OFFSET, mapEntry(value));
            case STRUCT -> out.writeBytes(field.number() + OFFSET, value);
            case ANY -> out.writeBytes(field.number(), any(value));
            case MESSAGE ->
                out.writeBytes(
                        field.number(),
                        field.nested() == null ? value : message(field.nested().get(), value));
            case LEAF, SWITCH -> out.writeBytes(field.number(), value);
        }
    }

    private ByteString mapEntry(ByteString entry) throws IOException {
        Entry read = Entry.read(entry);
        ByteString.Output bytes = ByteString.newOutput(entry.size() + 16);
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeString(KEY, read.key());
        out.writeBytes(VALUE, any(read.value()));
        out.flush();
        return bytes.toByteString();
    }

    private ByteString any(ByteString bytes) throws IOException {
        Any any = Any.parseFrom(bytes);
        String url = any.getTypeUrl();
        MessageTable table = anyTypes.get(url.substring(url.lastIndexOf('/') + 1));
        return table == null
                ? bytes
                : any.toBuilder()
                        .setValue(message(table, any.getValue()))
                        .build()
                        .toByteString();
    }

    /** One entry of a map with text as its key. */
    private record Entry(String key, ByteString value) {
        static Entry read(ByteString entry) throws IOException {
            CodedInputStream in = entry.newCodedInput();
            String key = "";
            ByteString value = ByteString.EMPTY;
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case KEY -> key = in.readStringRequireUtf8();
                    case VALUE -> value = in.readBytes();
                    default -> in.skipField(tag);
                }
            }
            return new Entry(key, value);
        }
    }

    /** The values of a moved field, as they came. */
    public static List<ByteString> values(MessageOrBuilder message, int number) {
        return message.getUnknownFields().getField(number + OFFSET).getLengthDelimitedList();
    }

    /** A moved map from text to messages; of several values for a key the last counts, as protobuf has it. */
    public static Map<String, ByteString> map(MessageOrBuilder message, int number) {
        Map<String, ByteString> map = new LinkedHashMap<>();
        try {
            for (ByteString bytes : values(message, number)) {
                Entry entry = Entry.read(bytes);
                map.put(entry.key(), entry.value());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return map;
    }

    /** A moved map from text to {@code Any}. */
    public static Map<String, Any> anyMap(MessageOrBuilder message, int number) {
        Map<String, Any> map = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, ByteString> entry : map(message, number).entrySet()) {
                map.put(entry.getKey(), Any.parseFrom(entry.getValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return map;
    }
}
