// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.handover;

import io.mainstay.engine.core.Address;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Messages as bytes: version, type, length of four bytes, then the fields; numbers in network order, texts with a length of two bytes. One object reads one
 * connection.
 */
final class HandoverFrames {
    static final byte VERSION = 1;

    /** Enough for some ten thousand sockets; what is longer is refused. */
    static final int MAX_BYTES = 1 << 20;

    private static final int HEAD = 6;
    private static final int HELLO = 1;
    private static final int OFFER = 2;
    private static final int TAKE = 3;
    private static final int READY = 4;
    private static final int RELEASED = 5;
    private static final int REFUSED = 6;
    private static final int SMALL = 64;

    /** What reading comes to. */
    sealed interface Result {
        record Message(HandoverMessage message) implements Result {}

        record Bad(String reason) implements Result {}

        record More() implements Result {}
    }

    private byte[] received = new byte[0];

    void add(byte[] bytes) {
        int length = received.length;
        received = Arrays.copyOf(received, length + bytes.length);
        System.arraycopy(bytes, 0, received, length, bytes.length);
    }

    /** The next message; after a bad one there is nothing to be read any more. */
    Result next() {
        if (received.length > 0 && received[0] != VERSION) {
            return new Result.Bad("version " + received[0] + " of the hand-over (expected: " + VERSION + ")");
        }
        if (received.length < HEAD) {
            return new Result.More();
        }
        ByteBuffer buffer = ByteBuffer.wrap(received);
        int type = buffer.get(1);
        int length = buffer.getInt(2);
        if (length < 0 || length > MAX_BYTES) {
            return new Result.Bad("a message of " + length + " bytes (expected: 0.." + MAX_BYTES + ")");
        }
        if (received.length < HEAD + length) {
            return new Result.More();
        }
        ByteBuffer fields = ByteBuffer.wrap(received, HEAD, length);
        Result result;
        try {
            result = read(type, fields);
        } catch (BufferUnderflowException e) {
            result = new Result.Bad("a message of type " + type + " that ends too early");
        }
        if (result instanceof Result.Message && fields.hasRemaining()) {
            result = new Result.Bad("a message of type " + type + " with " + fields.remaining() + " bytes too many");
        }
        received = Arrays.copyOfRange(received, HEAD + length, received.length);
        return result;
    }

    private static Result read(int type, ByteBuffer fields) {
        return switch (type) {
            case HELLO -> new Result.Message(new HandoverMessage.Hello(fields.getInt()));
            case OFFER -> offer(fields);
            case TAKE -> new Result.Message(new HandoverMessage.Take(fields.getInt(), fields.getInt()));
            case READY -> new Result.Message(new HandoverMessage.Ready(fields.get() == 1));
            case RELEASED -> new Result.Message(new HandoverMessage.Released());
            case REFUSED -> new Result.Message(new HandoverMessage.Refused(text(fields)));
            default -> new Result.Bad("a message of unknown type " + type);
        };
    }

    private static Result offer(ByteBuffer fields) {
        int generation = fields.getInt();
        int count = fields.getInt();
        List<SocketName> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = fields.get();
            Optional<SocketName.Kind> kind = SocketName.Kind.of(number);
            if (kind.isEmpty()) {
                return new Result.Bad("a socket of unknown kind " + number);
            }
            String owner = text(fields);
            boolean pipe = fields.get() == 1;
            String where = text(fields);
            int last = fields.getInt();
            Address address = pipe ? new Address.Pipe(where, last) : new Address.Socket(where, last);
            sockets.add(new SocketName(kind.get(), owner, address, fields.getInt()));
        }
        return new Result.Message(new HandoverMessage.Offer(generation, sockets));
    }

    private static String text(ByteBuffer fields) {
        byte[] bytes = new byte[Short.toUnsignedInt(fields.getShort())];
        fields.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static byte[] write(HandoverMessage message) {
        return switch (message) {
            case HandoverMessage.Hello(int pid) -> new Frame().number(pid).end(HELLO);
            case HandoverMessage.Offer offer -> write(offer);
            case HandoverMessage.Take(int first, int count) ->
                new Frame().number(first).number(count).end(TAKE);
            case HandoverMessage.Ready(boolean admin) ->
                new Frame().octet(admin ? 1 : 0).end(READY);
            case HandoverMessage.Released() -> new Frame().end(RELEASED);
            case HandoverMessage.Refused(String reason) ->
                new Frame().text(reason).end(REFUSED);
        };
    }

    private static byte[] write(HandoverMessage.Offer offer) {
        Frame frame =
                new Frame().number(offer.generation()).number(offer.sockets().size());
        for (SocketName socket : offer.sockets()) {
            frame.octet(socket.kind().number()).text(socket.owner());
            switch (socket.address()) {
                case Address.Socket(String host, int port) ->
                    frame.octet(0).text(host).number(port);
                case Address.Pipe(String path, int mode) ->
                    frame.octet(1).text(path).number(mode);
            }
            frame.number(socket.index());
        }
        return frame.end(OFFER);
    }

    /** A message being written. */
    private static final class Frame {
        private ByteBuffer bytes = ByteBuffer.allocate(SMALL).position(HEAD);

        private ByteBuffer room(int needed) {
            if (bytes.remaining() < needed) {
                bytes = ByteBuffer.allocate((bytes.capacity() + needed) * 2).put(bytes.flip());
            }
            return bytes;
        }

        Frame octet(int value) {
            room(1).put((byte) value);
            return this;
        }

        Frame number(int value) {
            room(Integer.BYTES).putInt(value);
            return this;
        }

        Frame text(String text) {
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            int length = Math.min(encoded.length, (1 << Short.SIZE) - 1);
            room(length + Short.BYTES).putShort((short) length).put(encoded, 0, length);
            return this;
        }

        byte[] end(int type) {
            int length = bytes.position() - HEAD;
            bytes.put(0, VERSION).put(1, (byte) type).putInt(2, length);
            return Arrays.copyOf(bytes.array(), length + HEAD);
        }
    }
}
