// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.foreign;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks over HTTP/2 until it is told to stop, always with several streams open on each connection, and keeps account of every stream that went out on
 * the wire. When told to go away it opens no more there and connects anew (RFC 9113 section 6.8). What it calls lost is what a client cannot
 * safely ask again: a stream not above the last one the server said it would handle, and without an answer 200 all the same.
 */
final class StreamLedger implements AutoCloseable {
    private static final int CONNECTIONS = 8;
    private static final int STREAMS = 32;
    private static final int ENOUGH = 100;
    private static final int PATIENCE_MILLIS = 20_000;

    private final int port;
    private final List<Thread> clients = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger toldToGo = new AtomicInteger();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();

    /** Begins. */
    StreamLedger(int port) {
        this.port = port;
        for (int i = 0; i < CONNECTIONS; i++) {
            clients.add(Thread.ofVirtual().start(this::work));
        }
    }

    private void work() {
        while (!over.get() && lost.size() < ENOUGH) {
            try (Connection connection = new Connection()) {
                connection.serve();
            } catch (IOException e) {
                lost.add("connection: " + e.getMessage());
            }
        }
    }

    int answered() {
        return answered.get();
    }

    /** Connections that were sent away and ended as they should. */
    int toldToGo() {
        return toldToGo.get();
    }

    List<String> lost() {
        return List.copyOf(lost);
    }

    /** Opens no more streams; returns when those that are open have ended. */
    void end() throws InterruptedException {
        over.set(true);
        for (Thread client : clients) {
            client.join();
        }
    }

    /** Opens no more streams. */
    @Override
    public void close() {
        over.set(true);
    }

    /** One connection. */
    private final class Connection implements AutoCloseable {
        private static final int DATA = 0;
        private static final int HEADERS = 1;
        private static final int RST_STREAM = 3;
        private static final int SETTINGS = 4;
        private static final int PING = 6;
        private static final int GOAWAY = 7;
        private static final int WINDOW_UPDATE = 8;
        private static final int REFUSED_STREAM = 7;
        private static final int END_STREAM = 1;
        private static final int END_HEADERS = 4;
        private static final int ACK = 1;
        private static final int LARGE_WINDOW = 1 << 30;

        private final Socket socket;
        private final DataInputStream in;
        private final DataOutputStream out;
        private final DefaultHttp2HeadersDecoder heads = new DefaultHttp2HeadersDecoder();
        private final TreeSet<Integer> open = new TreeSet<>();
        private int next = 1;
        private int last = Integer.MAX_VALUE;
        private boolean goingAway;

        Connection() throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        }

        void serve() {
            try {
                out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
                head(0, SETTINGS, 0, 0);
                head(4, WINDOW_UPDATE, 0, 0);
                out.writeInt(LARGE_WINDOW);
                openMore();
                // A server that has sent us away is to close, and cleanly.
                while (goingAway || !open.isEmpty()) {
                    frame();
                    openMore();
                }
            } catch (EOFException e) {
                ended("ended by the server");
            } catch (IOException | Http2Exception e) {
                lost.add("connection broken after all: " + e.getMessage());
                ended(String.valueOf(e.getMessage()));
            }
        }

        private void ended(String how) {
            for (int stream : open) {
                if (stream <= last) {
                    lost.add("stream " + stream + " of " + last + ": " + how);
                }
            }
            if (goingAway) {
                toldToGo.incrementAndGet();
            }
        }

        private void openMore() throws IOException {
            while (!goingAway && !over.get() && open.size() < STREAMS) {
                byte[] authority = "web.example".getBytes(StandardCharsets.US_ASCII);
                head(5 + authority.length, HEADERS, END_STREAM | END_HEADERS, next);
                // GET, http and / by HPACK's static table, then :authority as it is.
                out.writeInt(0x82_86_84_01);
                out.writeByte(authority.length);
                out.write(authority);
                open.add(next);
                next += 2;
            }
            out.flush();
        }

        private void head(int length, int type, int flags, int stream) throws IOException {
            out.writeInt(length << 8 | type);
            out.writeByte(flags);
            out.writeInt(stream);
        }

        private void frame() throws IOException, Http2Exception {
            int head = in.readInt();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = in.readNBytes(head >>> 8);
            switch (head & 0xff) {
                case DATA -> endIf(flags, stream);
                case HEADERS -> {
                    CharSequence status = heads.decodeHeaders(stream, Unpooled.wrappedBuffer(payload))
                            .status();
                    if (!"200".contentEquals(status)) {
                        lost.add("stream " + stream + " answered " + status);
                    }
                    endIf(flags, stream);
                }
                case RST_STREAM -> {
                    open.remove(stream);
                    if (number(payload) != REFUSED_STREAM) {
                        lost.add("stream " + stream + " reset with " + number(payload));
                    }
                }
                case SETTINGS -> answer(SETTINGS, flags, new byte[0]);
                case PING -> answer(PING, flags, payload);
                case GOAWAY -> {
                    goingAway = true;
                    last = number(payload);
                }
                default -> {}
            }
        }

        private void endIf(int flags, int stream) {
            if ((flags & END_STREAM) != 0 && open.remove(stream)) {
                answered.incrementAndGet();
            }
        }

        private void answer(int type, int flags, byte[] payload) throws IOException {
            if ((flags & ACK) == 0) {
                head(payload.length, type, ACK, 0);
                out.write(payload);
            }
        }

        private static int number(byte[] payload) {
            return Unpooled.wrappedBuffer(payload).getInt(0);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
