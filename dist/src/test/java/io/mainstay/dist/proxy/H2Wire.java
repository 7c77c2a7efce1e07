// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client of HTTP/2 with prior knowledge that sends one request at a time, its frames written by hand (RFC 9113 section 4.1). */
final class H2Wire {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int INITIAL_WINDOW = 4;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int HEAD_BYTES = 9;

    /** GET, http, /a, web, user-agent t, accept: indexed or literal without indexing (RFC 7541 section 6). */
    private static final byte[] REQUEST = "\u0082\u0086\u0004\u0002/a\u0001\u0003web\u000f+\u0001t\u000f\u0004\u0003*/*"
            .getBytes(StandardCharsets.ISO_8859_1);

    /** {@code :status: 200}, the eighth entry of the static table. */
    private static final int STATUS_200 = 0x88;

    private final Wire wire;
    private int stream = -1;

    /** Takes over a connection on which nothing was said yet. */
    H2Wire(Wire wire) {
        this.wire = wire;
        begin(wire, new byte[0]);
    }

    private static void begin(Wire wire, byte[] settings) {
        wire.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(frame(SETTINGS, 0, 0, settings));
    }

    /** Asks for paths, a stream each, on a new connection, gives no window for the answers, and returns the path whose stream is reset first. */
    static String firstReset(Wire wire, String... paths) {
        begin(wire, new byte[] {0, INITIAL_WINDOW, 0, 0, 0, 0});
        for (int i = 0; i < paths.length; i++) {
            String path = "\u0004" + (char) paths[i].length() + paths[i];
            String head = "\u0082\u0086" + path + "\u0001\u0001a";
            wire.send(frame(HEADERS, END_STREAM | END_HEADERS, 2 * i + 1, head.getBytes(StandardCharsets.ISO_8859_1)));
        }
        while (true) {
            ByteBuffer head = ByteBuffer.wrap(wire.readBytes(HEAD_BYTES).getBytes(StandardCharsets.ISO_8859_1));
            int lengthAndType = head.getInt();
            int stream = head.getInt(HEAD_BYTES - Integer.BYTES);
            String _ = wire.readBytes(lengthAndType >>> 8);
            if ((lengthAndType & 0xff) == RST_STREAM) {
                return paths[stream / 2];
            }
        }
    }

    /** A client that asks so many times at once and gives no window for the answers. */
    static void askWithoutWindow(Wire wire, int times) {
        byte[] noWindow = ByteBuffer.allocate(6).putShort((short) 4).putInt(0).array();
        wire.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(frame(SETTINGS, 0, 0, noWindow));
        for (int i = 0; i < times; i++) {
            wire.send(frame(HEADERS, END_STREAM | END_HEADERS, 2 * i + 1, REQUEST));
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(HEAD_BYTES + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** Sends one request and reads its whole answer; its status if that is 200, else the first byte of its header block. */
    int get() {
        stream += 2;
        wire.send(frame(HEADERS, END_STREAM | END_HEADERS, stream, REQUEST));
        int status = 0;
        while (true) {
            ByteBuffer head = ByteBuffer.wrap(wire.readBytes(HEAD_BYTES).getBytes(StandardCharsets.ISO_8859_1));
            int lengthAndType = head.getInt();
            int flags = head.get();
            boolean ours = head.getInt() == stream;
            int type = lengthAndType & 0xff;
            String payload = wire.readBytes(lengthAndType >>> 8);
            if (type == SETTINGS && flags != ACK) {
                wire.send(frame(SETTINGS, ACK, 0, new byte[0]));
            }
            if (ours && type == HEADERS) {
                status = payload.charAt(0) == STATUS_200 ? 200 : payload.charAt(0);
            }
            if (ours && (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
                return status;
            }
        }
    }
}
