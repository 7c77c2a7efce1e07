// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import io.mainstay.proxy.stream.HeaderView;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.KnownHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
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

    private static final byte[] VERSION_LINE_END = ascii(" HTTP/1.1\r\n");
    private static final byte[] HOST = ascii("host: ");
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
    private final ByteBuf scratch = Unpooled.buffer(4096);
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

    /** Puts a request head together; {@link #head()} then holds it until the next call. */
    void request(Headers headers, boolean end) {
        scratch.clear();
        String method = headers.method();
        text(method);
        scratch.writeByte(' ');
        HeaderView base = headers.base();
        if (headers.pathEdited() || method.equals("CONNECT")) {
            text(method.equals("CONNECT") ? headers.authority() : headers.path());
        } else {
            base.writePath(scratch);
        }
        scratch.writeBytes(VERSION_LINE_END).writeBytes(HOST);
        text(headers.authority());
        scratch.writeBytes(CRLF);
        String upgrade = headers.upgrade();
        fields(headers, false);
        requestFraming(headers, method, upgrade, end);
        if (upgrade != null) {
            scratch.writeBytes(UPGRADE);
            text(upgrade);
            scratch.writeBytes(CRLF);
        }
        scratch.writeBytes(CRLF);
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
                scratch.writeBytes(EMPTY_BODY);
            }
        } else {
            framing = Framing.CHUNKED;
            scratch.writeBytes(CHUNKED);
        }
    }

    /**
     * Puts a response head together; {@link #head()} then holds it until the next call.
     *
     * @param toHead whether it answers a HEAD request
     * @param close whether the connection ends with this message
     */
    void response(Headers headers, boolean end, boolean toHead, boolean close) {
        scratch.clear();
        int status = headers.status();
        scratch.writeBytes(StatusLines.of(status));
        String upgrade = headers.upgrade();
        boolean switching = status == 101 && upgrade != null;
        boolean bodiless = status < 200 || status == 204;
        fields(headers, bodiless);
        length = bodiless ? -1 : declaredLength(headers);
        if (switching) {
            framing = Framing.RAW;
            scratch.writeBytes(UPGRADE);
            text(upgrade == null ? "" : upgrade);
            scratch.writeBytes(CRLF);
        } else if (bodiless || status == 304 || toHead) {
            framing = Framing.NONE;
        } else if (length >= 0) {
            framing = end ? Framing.NONE : Framing.LENGTH;
        } else if (end) {
            framing = Framing.NONE;
            scratch.writeBytes(EMPTY_BODY);
        } else {
            framing = Framing.CHUNKED;
            scratch.writeBytes(CHUNKED);
        }
        if (close && !switching && status >= 200) {
            scratch.writeBytes(CLOSE);
        }
        scratch.writeBytes(CRLF);
    }

    /** For whoever copies between buffers, during one call. */
    byte[] copyArray() {
        return copyArray;
    }

    /** The head put together last. Borrowed until the next one. */
    ByteBuf head() {
        return scratch;
    }

    private void fields(Headers headers, boolean withoutLength) {
        if (withoutLength) {
            headers.remove(KnownHeaders.CONTENT_LENGTH);
        }
        HeaderView base = headers.base();
        if (base instanceof H1Head received) {
            received.writeLines(headers, scratch);
        } else {
            for (int i = 0; i < base.size(); i++) {
                if (!headers.isRemoved(i)) {
                    base.writeName(i, scratch);
                    scratch.writeByte(':').writeByte(' ');
                    base.writeValue(i, scratch);
                    scratch.writeBytes(CRLF);
                }
            }
        }
        for (int i = 0; i < headers.addedCount(); i++) {
            headers.addedName(i).writeTo(scratch);
            scratch.writeByte(':').writeByte(' ');
            text(headers.addedValue(i));
            scratch.writeBytes(CRLF);
        }
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
        int count = value.length();
        scratch.ensureWritable(count);
        byte[] array = scratch.array();
        int at = scratch.arrayOffset() + scratch.writerIndex();
        for (int i = 0; i < count; i++) {
            char c = value.charAt(i);
            array[at + i] = c == '\r' || c == '\n' || c == 0 || c > 0xff ? (byte) '?' : (byte) c;
        }
        scratch.writerIndex(scratch.writerIndex() + count);
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
        scratch.clear();
        scratch.writeBytes(LAST_CHUNK_HEAD);
        fields(trailers, true);
        scratch.writeBytes(CRLF);
        out.writeBytes(scratch.array(), scratch.arrayOffset() + scratch.readerIndex(), scratch.readableBytes());
    }

    /** The status line and headers of an interim response. */
    static ByteBuf interim(Headers headers) {
        H1Encoder encoder = new H1Encoder();
        encoder.response(headers, true, false, false);
        return Unpooled.copiedBuffer(encoder.scratch);
    }

    /** For an answer the codec gives before there is a stream. */
    static ByteBuf bare(int status) {
        return Unpooled.copiedBuffer(
                "HTTP/1.1 " + status + " " + StatusLines.reason(status)
                        + "\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
                StandardCharsets.US_ASCII);
    }
}
