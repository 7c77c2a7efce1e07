// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.admin.dump;

import com.github.xds.type.v3.TypedStruct;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.Value;
import udpa.annotations.Sensitive;

/** Takes out what Envoy's protobuf files mark as sensitive, however deep it lies, and types that are not known. */
record Redaction(TypeRegistry types) {
    private static final String REDACTED = "[redacted]";

    /** The message without its secrets. */
    Message of(Message message) {
        return message instanceof Any any ? ofAny(any) : walk(message, false);
    }

    private Any ofAny(Any any) {
        Descriptor descriptor =
                types.find(any.getTypeUrl().substring(any.getTypeUrl().lastIndexOf('/') + 1));
        if (descriptor == null) {
            return unknown(any);
        }
        try {
            Message content = DynamicMessage.parseFrom(descriptor, any.getValue());
            return any.toBuilder().setValue(walk(content, false).toByteString()).build();
        } catch (InvalidProtocolBufferException e) {
            return unknown(any);
        }
    }

    private static Any unknown(Any any) {
        return Any.pack(TypedStruct.newBuilder()
                .setTypeUrl(any.getTypeUrl())
                .setValue(Struct.newBuilder()
                        .putFields(
                                "unknown_type_bytes",
                                Value.newBuilder()
                                        .setNumberValue(any.getValue().size())
                                        .build()))
                .build());
    }

    private Message walk(Message message, boolean sensitive) {
        Message.Builder copy = message.toBuilder();
        message.getAllFields().forEach((field, value) -> {
            boolean secret = sensitive || field.getOptions().getExtension(Sensitive.sensitive);
            if (field.isRepeated()) {
                for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                    copy.setRepeatedField(field, i, value(field, message.getRepeatedField(field, i), secret));
                }
            } else {
                copy.setField(field, value(field, value, secret));
            }
        });
        return copy.build();
    }

    private Object value(FieldDescriptor field, Object value, boolean secret) {
        return switch (field.getJavaType()) {
            case MESSAGE -> {
                Message message = (Message) value;
                yield field.getMessageType().getFullName().equals("google.protobuf.Any")
                        ? any(message)
                        : walk(message, secret);
            }
            case STRING -> secret ? REDACTED : value;
            case BYTE_STRING -> secret ? ByteString.copyFromUtf8(REDACTED) : value;
            default -> value;
        };
    }

    /** Inside a dynamic message an Any is dynamic too, and is put back in the same form. */
    private Message any(Message message) {
        if (message instanceof Any any) {
            return ofAny(any);
        }
        try {
            return message.toBuilder()
                    .clear()
                    .mergeFrom(ofAny(Any.parseFrom(message.toByteString())).toByteString())
                    .build();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an Any that is none: " + field(message), e);
        }
    }

    private static String field(Message message) {
        return message.getDescriptorForType().getFullName();
    }
}
