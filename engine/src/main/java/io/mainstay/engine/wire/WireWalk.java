// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.mainstay.model.ConfigProblem;
import io.mainstay.model.ConfigProblem.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks the bytes of a message against its table and notes each field that is not honoured, with its path. Proto3 leaves defaults of
 * scalars off the wire, so a field that is there was set.
 */
public final class WireWalk {
    /** Deeper nesting than this is refused, as protobuf's own parser does. */
    private static final int MAX_DEPTH = 100;

    private final Map<String, MessageTable> anyTypes;
    private final UnknownFields unknownFields;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final List<String> inert = new ArrayList<>();
    private boolean aside;

    /**
     * A walk over one resource.
     *
     * @param anyTypes tables of the messages an {@code Any} may hold, by full message name; others are left to the parser
     */
    public WireWalk(Map<String, MessageTable> anyTypes, UnknownFields unknownFields) {
        this.anyTypes = anyTypes;
        this.unknownFields = unknownFields;
    }

    /** Fields that were refused, in the order of the bytes. */
    public List<ConfigProblem> problems() {
        return List.copyOf(problems);
    }

    /** Paths of fields that have no effect. */
    public List<String> inert() {
        return List.copyOf(inert);
    }

    /** Whether there is anything that {@link Aside} must move. */
    boolean needsAside() {
        return aside;
    }

    /** Walks one message. */
    public WireWalk over(MessageTable table, ByteString message) {
        try {
            message(table, message.newCodedInput(), "", 0);
        } catch (IOException e) {
            problems.add(new ConfigProblem(Code.MALFORMED, "", "not a " + table.messageName() + ": " + e.getMessage()));
        }
        return this;
    }

    private void message(MessageTable table, CodedInputStream in, String path, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            problems.add(
                    new ConfigProblem(Code.MALFORMED, path, "nested too deeply (at most " + MAX_DEPTH + " levels)"));
            return;
        }
        @Nullable Map<Integer, Integer> seen = null;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int number = WireFormat.getTagFieldNumber(tag);
            Field field = table.field(number);
            if (field == null) {
                unknown(table, number, path);
                in.skipField(tag);
                continue;
            }
            int index = 0;
            if (field.repeated()) {
                seen = seen == null ? new HashMap<>() : seen;
                index = seen.merge(number, 1, Integer::sum) - 1;
            }
            visit(field, in, tag, join(path, field, index), depth);
        }
    }

    private static String join(String path, Field field, int index) {
        String name = path.isEmpty() ? field.name() : path + "." + field.name();
        return field.repeated() ? name + "[" + index + "]" : name;
    }

    private void visit(Field field, CodedInputStream in, int tag, String path, int depth) throws IOException {
        aside |= field.kind() == FieldKind.MAP
                || field.kind() == FieldKind.STRUCT
                || field.treatment() == Treatment.INERT;
        switch (field.treatment()) {
            case HONOURED -> descend(field, in, tag, path, depth);
            case INERT -> {
                inert.add(path);
                in.skipField(tag);
            }
            case REJECTED -> {
                boolean zero = field.kind() == FieldKind.SWITCH
                        && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED
                        && in.readBytes().isEmpty();
                if (field.kind() != FieldKind.SWITCH) {
                    in.skipField(tag);
                }
                if (!zero) {
                    problems.add(new ConfigProblem(Code.UNSUPPORTED_FIELD, path, refusal(field)));
                }
            }
        }
    }

    private static String refusal(Field field) {
        // A note that has no more to say than the refusal itself is for the document.
        return field.note().equals("not supported") ? "is not supported" : "is not supported: " + field.note();
    }

    private void descend(Field field, CodedInputStream in, int tag, String path, int depth) throws IOException {
        if (field.kind() == FieldKind.LEAF
                || field.kind() == FieldKind.STRUCT
                || field.kind() == FieldKind.SWITCH
                || WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            in.skipField(tag);
            return;
        }
        int limit = in.pushLimit(in.readRawVarint32());
        switch (field.kind()) {
            case MESSAGE -> {
                if (field.nested() != null) {
                    message(field.nested().get(), in, path, depth + 1);
                }
            }
            case ANY -> any(in, path, depth + 1);
            case MAP -> mapEntry(in, path, depth + 1);
            case LEAF, STRUCT, SWITCH -> throw new IllegalStateException(path);
        }
        in.skipRawBytes(in.getBytesUntilLimit());
        in.popLimit(limit);
    }

    /** A map entry is a message: 1 is the key, 2 the value. */
    private void mapEntry(CodedInputStream in, String path, int depth) throws IOException {
        String key = "";
        ByteString value = ByteString.EMPTY;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> key = in.readStringRequireUtf8();
                case 2 -> value = in.readBytes();
                default -> in.skipField(tag);
            }
        }
        any(value.newCodedInput(), path + "[" + key + "]", depth);
    }

    private void any(CodedInputStream in, String path, int depth) throws IOException {
        String typeUrl = "";
        ByteString value = ByteString.EMPTY;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> typeUrl = in.readStringRequireUtf8();
                case 2 -> value = in.readBytes();
                default -> in.skipField(tag);
            }
        }
        MessageTable table = anyTypes.get(typeUrl.substring(typeUrl.lastIndexOf('/') + 1));
        if (table == null) {
            return;
        }
        try {
            message(table, value.newCodedInput(), path, depth);
        } catch (IOException e) {
            problems.add(
                    new ConfigProblem(Code.MALFORMED, path, "not a " + table.messageName() + ": " + e.getMessage()));
        }
    }

    private void unknown(MessageTable table, int number, String path) {
        aside |= number >= Aside.OFFSET;
        String name = table.messageName();
        if (unknownFields == UnknownFields.COUNT) {
            inert.add((path.isEmpty() ? "" : path + ".") + "unknown field " + number);
        } else {
            problems.add(new ConfigProblem(
                    Code.UNKNOWN_FIELD, path, "field number " + number + " is not a field of " + name));
        }
    }
}
