// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Values for any field, from its descriptor alone; the last is set as far as its type can be. */
final class Samples {
    private Samples() {}

    /**
     * Of a field of a generated message.
     *
     * @param depth how many levels of messages are filled in, one field at a time
     */
    static Stream<Object> values(FieldDescriptor field, Message.Builder owner, int depth) {
        if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            return values(field).stream();
        }
        Message empty = owner.newBuilderForField(field).build();
        Stream<Object> filled = depth == 0
                ? Stream.of()
                : empty.getDescriptorForType().getFields().stream()
                        .flatMap(inner -> values(inner, empty.toBuilder(), depth - 1)
                                .map(value -> empty.toBuilder()
                                        .setField(inner, inner.isRepeated() ? List.of(value) : value)
                                        .build()));
        return Stream.concat(Stream.of(empty), filled);
    }

    /** Of a field of a dynamic message. */
    static List<Object> values(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case BOOLEAN -> List.of(false, true);
            case INT -> List.of(1, 3, 7, 100, 70_000);
            case LONG ->
                LongStream.of(1, 3, 7, 100, 70_000).<Object>mapToObj(i -> i).toList();
            case FLOAT -> List.of(0.5f, 2.5f);
            case DOUBLE -> List.of(0.5, 2.5);
            case STRING -> List.of("a", "https", "127.0.0.1", "127.0.0.0", "/p");
            case BYTE_STRING -> List.of(ByteString.copyFromUtf8("a"));
            case ENUM ->
                field.getEnumType().getValues().stream().<Object>map(v -> v).toList();
            case MESSAGE -> List.of(message(field));
        };
    }

    private static DynamicMessage message(FieldDescriptor field) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(field.getMessageType());
        FieldDescriptor first = field.getMessageType().findFieldByNumber(1);
        if (first != null
                && !first.isRepeated()
                && first.getJavaType() != FieldDescriptor.JavaType.MESSAGE
                && field.getMessageType().getFullName().startsWith("google.protobuf.")) {
            message.setField(first, values(first).getLast());
        }
        return message.build();
    }
}
