// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.mainstay.model.ConfigProblem;
import io.mainstay.model.ConfigProblem.Code;
import io.mainstay.model.Parsed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads a whole resource: walks its bytes against its table, then parses it, and reports everything either found.
 *
 * @param table    of the resource's message
 * @param wire     protobuf's parser of it
 * @param parser   ours
 * @param anyTypes see {@link WireWalk}
 */
public record ResourceReader<M extends MessageLite, T>(
        MessageTable table, Parser<M> wire, MessageParser<M, T> parser, Map<String, MessageTable> anyTypes) {
    /** Turns a message into a record; notes problems instead of throwing. */
    @FunctionalInterface
    public interface MessageParser<M, T> {
        T parse(M message, Problems problems);
    }

    /** Reads the bytes of the message, such as the value of a response's {@code Any}. */
    public Parsed<T> read(ByteString bytes, UnknownFields unknownFields) {
        WireWalk walk = new WireWalk(anyTypes, unknownFields).over(table, bytes);
        Problems problems = Problems.none();
        T value;
        try {
            ByteString readable = walk.needsAside() ? Aside.move(anyTypes, table, bytes) : bytes;
            value = parser.parse(wire.parseFrom(readable), problems);
        } catch (IOException | UncheckedIOException e) {
            return malformed(e);
        }
        List<ConfigProblem> all = new ArrayList<>(walk.problems());
        all.addAll(problems.found());
        return all.isEmpty() ? new Parsed.Accepted<>(value, walk.inert()) : new Parsed.Rejected<>(all);
    }

    /** What the parser alone makes of a resource, whatever the walk would say. */
    public T parse(ByteString bytes, Problems problems) throws IOException {
        return parser.parse(wire.parseFrom(Aside.move(anyTypes, table, bytes)), problems);
    }

    private Parsed<T> malformed(Exception e) {
        return Parsed.rejected(
                new ConfigProblem(Code.MALFORMED, "", "not a " + table.messageName() + ": " + e.getMessage()));
    }

    /** Reads a message already parsed, such as one this process made; unknown fields are refused. */
    public Parsed<T> read(M message) {
        return read(message.toByteString(), UnknownFields.REJECT);
    }
}
