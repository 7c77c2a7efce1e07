// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** One connection between {@code run} and a node. Any thread may send; one thread receives. */
public final class ControlConnection implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader lines;
    private final ReentrantLock sending = new ReentrantLock();

    ControlConnection(SocketChannel channel) {
        this.channel = channel;
        this.lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    /** Connects to a node's socket. */
    public static ControlConnection open(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return new ControlConnection(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Sends a message. */
    public void send(ControlMessage message) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(message.line().getBytes(StandardCharsets.UTF_8));
        sending.lock();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } finally {
            sending.unlock();
        }
    }

    /** Waits for the next message; empty when the other side has closed. */
    public Optional<ControlMessage> receive() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            return Optional.empty();
        }
        Optional<ControlMessage> message = ControlMessage.parse(line);
        if (message.isEmpty()) {
            throw new IOException("not a control message: " + line);
        }
        return message;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // Closing is all that was wanted.
        }
    }
}
