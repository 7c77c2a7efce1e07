// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.engine.core.Address;
import io.mainstay.proxy.handover.HandoverFrames.Result;
import io.mainstay.proxy.handover.HandoverMessage.Hello;
import io.mainstay.proxy.handover.HandoverMessage.Offer;
import io.mainstay.proxy.handover.HandoverMessage.Ready;
import io.mainstay.proxy.handover.HandoverMessage.Refused;
import io.mainstay.proxy.handover.HandoverMessage.Released;
import io.mainstay.proxy.handover.HandoverMessage.Take;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Messages as bytes. */
class HandoverFramesTest {
    private static final List<HandoverMessage> ALL = List.of(
            new Hello(4711),
            new Offer(
                    3,
                    List.of(
                            new SocketName(SocketName.Kind.LISTENER, "in-ä", new Address.Socket("::1", 65_535), 3),
                            new SocketName(SocketName.Kind.ADMIN, "", new Address.Pipe("/run/admin.sock", 384), 0),
                            new SocketName(SocketName.Kind.HANDOVER, "", new Address.Pipe("@abstract", 0), 0))),
            new Take(32, 8),
            new Ready(true),
            new Ready(false),
            new Released(),
            new Refused("another process is about to take over"));

    private static Result read(byte[]... parts) {
        HandoverFrames frames = new HandoverFrames();
        Result result = frames.next();
        for (byte[] part : parts) {
            frames.add(part);
            result = frames.next();
        }
        return result;
    }

    private static byte[] frame(int type, byte... fields) {
        return ByteBuffer.allocate(6 + fields.length)
                .put(HandoverFrames.VERSION)
                .put((byte) type)
                .putInt(fields.length)
                .put(fields)
                .array();
    }

    @Test
    void every_message_survives_in_whatever_pieces_it_comes() {
        for (HandoverMessage message : ALL) {
            byte[] bytes = HandoverFrames.write(message);
            for (int split = 0; split < bytes.length; split++) {
                assertThat(read(Arrays.copyOf(bytes, split), Arrays.copyOfRange(bytes, split, bytes.length)))
                        .as("%s split at %d", message, split)
                        .isEqualTo(new Result.Message(message));
            }
        }
    }

    @Test
    void messages_that_come_together_are_read_one_by_one() {
        HandoverFrames frames = new HandoverFrames();
        ALL.forEach(message -> frames.add(HandoverFrames.write(message)));

        for (HandoverMessage message : ALL) {
            assertThat(frames.next()).isEqualTo(new Result.Message(message));
        }
        assertThat(frames.next()).isEqualTo(new Result.More());
    }

    @Test
    void thousands_of_sockets_fit() {
        List<SocketName> sockets = IntStream.range(0, 10_000)
                .mapToObj(i -> new SocketName(
                        SocketName.Kind.LISTENER,
                        "default/some-service.of-a-namespace/" + i,
                        new Address.Socket("127.100.200.250", i),
                        i % 8))
                .toList();

        assertThat(read(HandoverFrames.write(new Offer(0, sockets))))
                .isEqualTo(new Result.Message(new Offer(0, sockets)));
    }

    @Test
    void what_is_wrong_is_said() {
        assertThat(read(new byte[] {2})).isEqualTo(new Result.Bad("version 2 of the hand-over (expected: 1)"));
        assertThat(read(frame(9))).isEqualTo(new Result.Bad("a message of unknown type 9"));
        assertThat(read(frame(5, (byte) 1))).isEqualTo(new Result.Bad("a message of type 5 with 1 bytes too many"));
        assertThat(read(frame(3, (byte) 1))).isEqualTo(new Result.Bad("a message of type 3 that ends too early"));
        assertThat(read(new byte[] {1, 2, 0x7f, 0, 0, 0}))
                .isEqualTo(new Result.Bad("a message of 2130706432 bytes (expected: 0..1048576)"));
        assertThat(read(new byte[] {1, 2, -1, -1, -1, -1}))
                .isEqualTo(new Result.Bad("a message of -1 bytes (expected: 0..1048576)"));
        assertThat(read(frame(2, new byte[] {0, 0, 0, 0, 0, 0, 0, 1, 77})))
                .isEqualTo(new Result.Bad("a socket of unknown kind 77"));
    }

    @Test
    void no_bytes_whatever_make_it_throw() {
        Random random = new Random(42);
        for (int round = 0; round < 20_000; round++) {
            byte[] fields = new byte[random.nextInt(40)];
            random.nextBytes(fields);
            assertThat(read(frame(random.nextInt(8), fields))).isNotNull();
        }
    }
}
