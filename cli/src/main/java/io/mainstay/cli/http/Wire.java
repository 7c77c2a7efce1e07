// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/** A socket, TCP or Unix, whose every wait ends at a deadline. One thread at a time. */
final class Wire implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final ByteBuffer received = ByteBuffer.allocate(BUFFER).flip();
    private long deadlineNanos;
    private long receivedBytes;

    private Wire(SocketChannel channel, Selector selector, SelectionKey key) {
        this.channel = channel;
        this.selector = selector;
        this.key = key;
    }

    /**
     * Connects.
     *
     * @param deadlineNanos on {@link System#nanoTime()}'s scale
     */
    static Wire connect(SocketAddress address, long deadlineNanos) throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        SocketChannel channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
        Selector selector = null;
        try {
            if (!unix) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            channel.configureBlocking(false);
            selector = Selector.open();
            Wire wire = new Wire(channel, selector, channel.register(selector, 0));
            wire.deadline(deadlineNanos);
            if (!channel.connect(address)) {
                do {
                    wire.await(SelectionKey.OP_CONNECT);
                } while (!channel.finishConnect());
            }
            return wire;
        } catch (IOException e) {
            if (selector != null) {
                selector.close();
            }
            channel.close();
            throw e;
        }
    }

    void deadline(long nanos) {
        deadlineNanos = nanos;
    }

    /** How many bytes have come in on this connection. */
    long receivedBytes() {
        return receivedBytes;
    }

    /** Whether the other side has said something, or closed, while nothing was asked. */
    boolean disturbed() throws IOException {
        received.compact();
        int count = channel.read(received);
        received.flip();
        return count != 0;
    }

    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                await(SelectionKey.OP_WRITE);
            }
        }
    }

    /** The next byte, -1 at the end. */
    int read() throws IOException {
        return fill() ? received.get() & 0xff : -1;
    }

    /** Reads exactly so many bytes. */
    byte[] read(int count) throws IOException {
        byte[] bytes = new byte[count];
        int at = 0;
        while (at < count) {
            if (!fill()) {
                throw new EOFException("the connection ended " + (count - at) + " bytes early");
            }
            int part = Math.min(received.remaining(), count - at);
            received.get(bytes, at, part);
            at += part;
        }
        return bytes;
    }

    /** Whatever is there, at least one byte; empty at the end. */
    byte[] readSome() throws IOException {
        return fill() ? read(received.remaining()) : new byte[0];
    }

    private boolean fill() throws IOException {
        while (!received.hasRemaining()) {
            received.clear();
            int count;
            try {
                count = channel.read(received);
            } finally {
                received.flip();
            }
            if (count < 0) {
                return false;
            }
            receivedBytes += count;
            if (count == 0) {
                await(SelectionKey.OP_READ);
            }
        }
        return true;
    }

    private void await(int operation) throws IOException {
        key.interestOps(operation);
        long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime()) + 1;
        if (left <= 0 || selector.select(left) == 0) {
            // An interrupt stays: whoever tries again is to learn that somebody wants it to end.
            throw new InterruptedIOException(Thread.currentThread().isInterrupted() ? "interrupted" : "timed out");
        }
        selector.selectedKeys().clear();
    }

    @Override
    public void close() {
        try (selector;
                channel) {
            key.cancel();
        } catch (IOException _) {
            // Closing is all that was wanted.
        }
    }
}
