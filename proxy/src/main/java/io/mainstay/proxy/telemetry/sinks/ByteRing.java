// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry.sinks;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes on their way from one loop to the writer thread. One producer, one consumer, no locks: each owns one index and publishes it with
 * release; the other reads it with acquire. Lines are put whole or not at all.
 */
final class ByteRing {
    private static final VarHandle HEAD = handle("head");
    private static final VarHandle TAIL = handle("tail");

    private final byte[] bytes;
    private final int mask;

    /** Bytes ever put; written by the producer. */
    private long head;

    /** Bytes ever taken; written by the consumer. */
    private long tail;

    /** Lines that found no room; counted by the producer. */
    private final AtomicLong dropped = new AtomicLong();

    /** Room for this many bytes, a power of two. */
    ByteRing(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: a power of two)");
        }
        bytes = new byte[capacity];
        mask = capacity - 1;
    }

    private static VarHandle handle(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(ByteRing.class, name, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Puts a line; false, and counted, when it does not fit. Producer only. Borrows the line. */
    boolean put(ByteBuf line) {
        int length = line.readableBytes();
        long begin = head;
        if (length > bytes.length - (begin - (long) TAIL.getAcquire(this))) {
            dropped.incrementAndGet();
            return false;
        }
        int at = (int) begin & mask;
        int first = Math.min(length, bytes.length - at);
        line.getBytes(line.readerIndex(), bytes, at, first);
        line.getBytes(line.readerIndex() + first, bytes, 0, length - first);
        HEAD.setRelease(this, begin + length);
        return true;
    }

    /** Writes out what is there. Consumer only. */
    boolean drain(WritableByteChannel out) throws IOException {
        long end = (long) HEAD.getAcquire(this);
        long at = tail;
        if (at == end) {
            return false;
        }
        while (at < end) {
            int from = (int) at & mask;
            int length = (int) Math.min(end - at, bytes.length - from);
            ByteBuffer piece = ByteBuffer.wrap(bytes, from, length);
            while (piece.hasRemaining()) {
                out.write(piece);
            }
            at += length;
            TAIL.setRelease(this, at);
        }
        return true;
    }

    /** Throws away what is there, counting nothing: the file could not be written. Consumer only. */
    void skip() {
        TAIL.setRelease(this, (long) HEAD.getAcquire(this));
    }

    long dropped() {
        return dropped.get();
    }
}
