// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client's socket and its frames by hand: it answers nothing by itself and reads no more than it is asked to. */
final class FrameSocket implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int ACK = 1;
    static final int END_STREAM = 1;

    static final int SETTINGS = 4;
    static final int WINDOW_UPDATE = 8;
    private static final int END_HEADERS = 4;
    private static final int FRAME_HEAD = 9;
    private static final int PATIENCE_MILLIS = 20_000;
    static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket = new Socket();
    private final DataInputStream in;

    record Frame(int type, int flags, int stream, ByteBuffer payload) {
        boolean ends() {
            return (flags & END_STREAM) != 0;
        }

        /** The first number of a payload: a GOAWAY's last stream, the code of a RST_STREAM. */
        int number() {
            return payload.getInt(0);
        }
    }

    /** Connects and says that it takes messages of any size. */
    FrameSocket(InetSocketAddress server, int receiveBuffer) throws IOException {
        socket.setReceiveBufferSize(receiveBuffer);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(server);
        in = new DataInputStream(socket.getInputStream());
        byte[] window =
                ByteBuffer.allocate(6).putShort((short) 4).putInt(1 << 24).array();
        byte[] more = ByteBuffer.allocate(4).putInt(1 << 24).array();
        send(PREFACE, frame(SETTINGS, 0, 0, window), frame(WINDOW_UPDATE, 0, 0, more));
    }

    /** Writes at once what shall arrive at once. */
    void send(byte[]... parts) throws IOException {
        int size = 0;
        for (byte[] part : parts) {
            size += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (byte[] part : parts) {
            all.put(part);
        }
        socket.getOutputStream().write(all.array());
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(FRAME_HEAD + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** A whole request: GET over http, by HPACK's static table. */
    static byte[] get(int stream, String path) {
        byte[] text = path.getBytes(StandardCharsets.US_ASCII);
        byte[] head = ByteBuffer.allocate(text.length + 8)
                .put((byte) 0x82)
                .put((byte) 0x86)
                .put((byte) 0x04)
                .put((byte) text.length)
                .put(text)
                .put((byte) 0x01)
                .put((byte) 2)
                .put((byte) 'a')
                .put((byte) 'b')
                .array();
        return frame(HEADERS, END_STREAM | END_HEADERS, stream, head);
    }

    static byte[] ping() {
        return frame(PING, 0, 0, new byte[8]);
    }

    static byte[] answer(Frame ping) {
        return frame(
                PING,
                ACK,
                0,
                ByteBuffer.allocate(Long.BYTES)
                        .putLong(ping.payload().getLong(0))
                        .array());
    }

    /** The next frame; an exception at the end. */
    Frame read() throws IOException {
        int head = in.readInt();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = new byte[head >>> 8];
        in.readFully(payload);
        return new Frame(head & 0xff, flags, stream, ByteBuffer.wrap(payload));
    }

    /** The next frame of a type, and for PING not an answer. */
    Frame next(int type) throws IOException {
        Frame frame = read();
        while (frame.type() != type || (type == PING && (frame.flags() & ACK) != 0)) {
            frame = read();
        }
        return frame;
    }

    /** Reads to the end, which must come. */
    void readToEnd() throws IOException {
        try {
            while (true) {
                read();
            }
        } catch (EOFException expected) {
            // As it should be; a reset would be another exception.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
