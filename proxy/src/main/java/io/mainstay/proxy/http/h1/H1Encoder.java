// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import io.mainstay.proxy.stream.HeaderView;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.KnownHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes message heads and frames bodies. Heads are put together in a heap buffer that is used again and again, then copied out once. One per event loop;
 * confined to it.
 */
public final class H1Encoder {
    /** How the body that follows a head must be written. */
    enum Framing {
        /** No body bytes. */
        NONE,
        /** As many bytes as {@code content-length} says. */
        LENGTH,
        CHUNKED,
        /** Bytes as they are, after an upgrade. */
        RAW
    }

    private static final byte[] SPACE = ascii(" ");
    private static final byte[] COLON = ascii(": ");
    private static final byte[] BEFORE_HOST = ascii(" HTTP/1.1\r\nhost: ");
    private static final byte[] CRLF = ascii("\r\n");
    private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
    /** Methods whose requests have no body unless they say so. */
    private static final Set<String> BODILESS = Set.of("GET", "HEAD", "DELETE", "TRACE");

    private static final byte[] EMPTY_BODY = ascii("content-length: 0\r\n");
    private static final byte[] CLOSE = ascii("connection: close\r\n");
    private static final byte[] UPGRADE = ascii("connection: upgrade\r\nupgrade: ");
    private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");
    private static final byte[] LAST_CHUNK_HEAD = ascii("0\r\n");
    private static final byte[] HEX = ascii("0123456789abcdef");

    /** The largest piece of a body that is copied behind a head. */
    static final int COPY_BYTES = 4096;

    private final byte[] copyArray = new byte[COPY_BYTES];
    private final ByteBuf foreign = Unpooled.buffer(256);
    private byte[] head = new byte[4096];
    private int count;
    private Framing framing = Framing.NONE;
    private long length;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** How the message whose head was just written goes on. */
    Framing framing() {
        return framing;
    }

    /** With {@link Framing#LENGTH}: how many bytes. */
    long length() {
        return length;
    }

    /** Puts a request head together; {@link #writeHead} then holds it until the next call. */
    void request(Headers headers, boolean end) {
        count = 0;
        String method = headers.method();
        text(method);
        append(SPACE);
        boolean connect = method.equals("CONNECT");
        H1Head received = headers.base() instanceof H1Head head1 ? head1 : null;
        if (connect || headers.pathEdited() || received == null) {
            text(connect ? headers.authority() : headers.path());
        } else {
            append(received.bytes(), received.pathStart, received.pathEnd);
        }
        append(BEFORE_HOST);
        if (received == null || headers.authorityEdited()) {
            text(headers.authority());
        } else {
            append(received.bytes(), received.authorityStart, received.authorityEnd);
        }
        append(CRLF);
        String upgrade = headers.upgrade();
        fields(headers, false);
        requestFraming(headers, method, upgrade, end);
        if (upgrade != null) {
            append(UPGRADE);
            text(upgrade);
            append(CRLF);
        }
        append(CRLF);
    }

    /** Appends to the head being put together. */
    void append(byte[] from, int start, int end) {
        int length = end - start;
        ensure(length);
        System.arraycopy(from, start, head, count, length);
        count += length;
    }

    private void append(byte[] all) {
        append(all, 0, all.length);
    }

    private void ensure(int more) {
        if (head.length - count < more) {
            head = Arrays.copyOf(head, Math.max(head.length * 2, count + more));
        }
    }

    private void requestFraming(Headers headers, String method, @Nullable String upgrade, boolean end) {
        length = declaredLength(headers);
        if (length >= 0) {
            framing = end ? Framing.NONE : Framing.LENGTH;
        } else if (upgrade != null || method.equals("CONNECT")) {
            framing = Framing.RAW;
        } else if (end) {
            framing = Framing.NONE;
            if (!BODILESS.contains(method)) {
                append(EMPTY_BODY);
            }
        } else {
            framing = Framing.CHUNKED;
            append(CHUNKED);
        }
    }

    /**
     * Puts a response head together; {@link #writeHead} then holds it until the next call.
     *
     * @param toHead whether it answers a HEAD request
     * @param close whether the connection ends with this message
     */
    void response(Headers headers, boolean end, boolean toHead, boolean close) {
        count = 0;
        int status = headers.status();
        append(StatusLines.of(status));
        String upgrade = headers.upgrade();
        boolean switching = status == 101 && upgrade != null;
        boolean bodiless = status < 200 || status == 204;
        fields(headers, bodiless);
        length = bodiless ? -1 : declaredLength(headers);
        if (switching) {
            framing = Framing.RAW;
            append(UPGRADE);
            text(upgrade == null ? "" : upgrade);
            append(CRLF);
        } else if (bodiless || status == 304 || toHead) {
            framing = Framing.NONE;
        } else if (length >= 0) {
            framing = end ? Framing.NONE : Framing.LENGTH;
        } else if (end) {
            framing = Framing.NONE;
            append(EMPTY_BODY);
        } else {
            framing = Framing.CHUNKED;
            append(CHUNKED);
        }
        if (close && !switching && status >= 200) {
            append(CLOSE);
        }
        append(CRLF);
    }

    /** For whoever copies between buffers, during one call. */
    byte[] copyArray() {
        return copyArray;
    }

    /** Size of the head put together last. */
    int headBytes() {
        return count;
    }

    /** Copies the head put together last. */
    void writeHead(ByteBuf to) {
        to.writeBytes(head, 0, count);
    }

    private void fields(Headers headers, boolean withoutLength) {
        if (withoutLength) {
            headers.remove(KnownHeaders.CONTENT_LENGTH);
        }
        HeaderView base = headers.base();
        if (base instanceof H1Head received) {
            received.writeLines(headers, this);
        } else {
            foreignFields(headers, base);
        }
        for (int i = 0; i < headers.addedCount(); i++) {
            append(headers.addedName(i).ascii());
            append(COLON);
            text(headers.addedValue(i));
            append(CRLF);
        }
    }

    /** Fields that came by another protocol. */
    private void foreignFields(Headers headers, HeaderView base) {
        foreign.clear();
        for (int i = 0; i < base.size(); i++) {
            if (!headers.isRemoved(i)) {
                base.writeName(i, foreign);
                foreign.writeBytes(COLON);
                base.writeValue(i, foreign);
                foreign.writeBytes(CRLF);
            }
        }
        append(foreign.array(), foreign.arrayOffset(), foreign.arrayOffset() + foreign.writerIndex());
    }

    /** The length the head declares after its edits, or -1. */
    private static long declaredLength(Headers headers) {
        if (headers.base() instanceof H1Head received && received.contentLength >= 0) {
            int at = received.find(KnownHeaders.CONTENT_LENGTH, 0);
            if (at >= 0 && !headers.isRemoved(at)) {
                return received.contentLength;
            }
        }
        String value = headers.get(KnownHeaders.CONTENT_LENGTH);
        return value == null ? -1 : Long.parseLong(value);
    }

    /** Latin-1 text; what does not fit a byte becomes a question mark, so that no line end can be made of it. */
    private void text(String value) {
        int length = value.length();
        ensure(length);
        byte[] array = head;
        int at = count;
        for (int i = 0; i < length; i++) {
            array[at + i] = (byte) Headers.octet(value.charAt(i));
        }
        count = at + length;
    }

    /** Bytes that {@link #chunkHead} and {@link #chunkEnd} add at most. */
    static final int CHUNK_OVERHEAD = 8 + 2 + 2;

    /** Writes the line before a chunk of this many bytes. */
    static void chunkHead(int size, ByteBuf out) {
        boolean leading = true;
        for (int shift = 28; shift >= 0; shift -= 4) {
            int digit = size >>> shift & 0xf;
            if (digit != 0 || !leading) {
                leading = false;
                out.writeByte(HEX[digit]);
            }
        }
        out.writeBytes(CRLF);
    }

    static void chunkEnd(ByteBuf out) {
        out.writeBytes(CRLF);
    }

    static void lastChunk(ByteBuf out) {
        out.writeBytes(LAST_CHUNK);
    }

    /** Writes the last chunk with trailers. */
    void trailers(Headers trailers, ByteBuf out) {
        count = 0;
        append(LAST_CHUNK_HEAD);
        fields(trailers, true);
        append(CRLF);
        writeHead(out);
    }

    /** The status line and headers of an interim response. */
    static ByteBuf interim(Headers headers) {
        H1Encoder encoder = new H1Encoder();
        encoder.response(headers, true, false, false);
        return Unpooled.copiedBuffer(encoder.head, 0, encoder.count);
    }

    /** For an answer the codec gives before there is a stream. */
    static ByteBuf bare(int status) {
        return Unpooled.copiedBuffer(
                "HTTP/1.1 " + status + " " + StatusLines.reason(status)
                        + "\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
                StandardCharsets.US_ASCII);
    }
}
