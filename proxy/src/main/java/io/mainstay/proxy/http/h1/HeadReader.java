// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import io.mainstay.proxy.stream.KnownHeaders;
import io.mainstay.proxy.stream.ProtocolFault;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message head (or trailer section) at a time, however its bytes are cut. Bytes are copied into the head's array once and scanned once; every
 * line ends with CRLF and any other control character but HTAB is refused (RFC 9112 sections 2.2 and 5). Confined to its connection's event loop.
 */
final class HeadReader {
    /** What kind of head is read. */
    enum Kind {
        REQUEST,
        RESPONSE,
        TRAILERS
    }

    /** How far reading has come. */
    enum Progress {
        MORE,
        DONE,
        FAULT
    }

    private static final int COPY_STEP = 4096;
    private static final int MAX_EMPTY_LINES = 2;
    private static final long HTTP_1_1 = 0x312e312f50545448L;
    private static final long HTTP_1_0 = 0x302e312f50545448L;

    private final HeadPool pool;
    private final H1Limits limits;
    private final FieldRules rules = new FieldRules();

    private @Nullable H1Head head;
    private Kind kind = Kind.REQUEST;
    private int length;
    private int scan;
    private int lineStart;
    private int lines;
    private int emptyLines;
    private int fieldCount;
    private ProtocolFault fault = ProtocolFault.BAD_HEADER;

    HeadReader(HeadPool pool, H1Limits limits) {
        this.pool = pool;
        this.limits = limits;
    }

    /** Begins a new head. */
    void begin(Kind next) {
        kind = next;
        length = 0;
        scan = 0;
        lineStart = 0;
        lines = next == Kind.TRAILERS ? 1 : 0;
        emptyLines = 0;
        fieldCount = 0;
    }

    /** Whether bytes of an unfinished head have been read. */
    boolean begun() {
        return length > 0;
    }

    /** After {@link Progress#FAULT}. */
    ProtocolFault fault() {
        return fault;
    }

    /** After {@link Progress#DONE}: the head, whose one reference the caller now owns. */
    H1Head finished() {
        H1Head done = head;
        if (done == null) {
            throw new IllegalStateException("no head is finished");
        }
        head = null;
        return done;
    }

    /** Lets go of an unfinished head. */
    void abandon() {
        H1Head open = head;
        if (open != null) {
            head = null;
            open.headers().release();
        }
    }

    /** Consumes as much as belongs to the head. */
    Progress read(ByteBuf in) {
        H1Head open = head;
        if (open == null) {
            open = pool.take();
            open.clear();
            head = open;
            rules.begin(kind);
        }
        while (in.isReadable()) {
            int room = Math.min(Math.min(in.readableBytes(), COPY_STEP), limits.maxHeadBytes() - length);
            if (room <= 0) {
                return fail(ProtocolFault.HEAD_TOO_LARGE);
            }
            if (!open.reserve(length + room)) {
                return fail(ProtocolFault.NO_MEMORY);
            }
            byte[] bytes = open.bytes();
            int first = in.readerIndex();
            // Not getBytes: on a pooled buffer it makes a view each time.
            in.readBytes(bytes, length, room);
            int before = length;
            length += room;
            Progress progress = scanLines(open, bytes);
            if (progress == Progress.DONE) {
                in.readerIndex(first + lineStart - before);
                return finish(open);
            }
            if (progress == Progress.FAULT) {
                return progress;
            }
        }
        return length >= limits.maxHeadBytes() ? fail(ProtocolFault.HEAD_TOO_LARGE) : Progress.MORE;
    }

    private Progress fail(ProtocolFault what) {
        fault = what;
        return Progress.FAULT;
    }

    private Progress finish(H1Head open) {
        ProtocolFault wrong = rules.finish(open);
        return wrong == null ? Progress.DONE : fail(wrong);
    }

    private Progress scanLines(H1Head open, byte[] bytes) {
        while (true) {
            int at = Octets.control(bytes, scan, length);
            if (at == length) {
                scan = length;
                return Progress.MORE;
            }
            if (bytes[at] == '\t') {
                scan = at + 1;
                continue;
            }
            if (bytes[at] != '\r') {
                return fail(lines == 0 ? ProtocolFault.BAD_START_LINE : ProtocolFault.BAD_HEADER);
            }
            if (at + 1 == length) {
                scan = at;
                return Progress.MORE;
            }
            if (bytes[at + 1] != '\n') {
                return fail(lines == 0 ? ProtocolFault.BAD_START_LINE : ProtocolFault.BAD_HEADER);
            }
            int start = lineStart;
            lineStart = at + 2;
            scan = lineStart;
            if (at == start && lines > 0) {
                return Progress.DONE;
            }
            ProtocolFault wrong = line(open, bytes, start, at);
            if (wrong != null) {
                return fail(wrong);
            }
        }
    }

    private @Nullable ProtocolFault line(H1Head open, byte[] bytes, int start, int end) {
        if (lines > 0) {
            if (++fieldCount > limits.maxHeaders()) {
                return ProtocolFault.TOO_MANY_HEADERS;
            }
            return field(open, bytes, start, end);
        }
        if (start == end) {
            // RFC 9112 section 2.2: a server ignores an empty line before the request line.
            return kind == Kind.REQUEST && ++emptyLines <= MAX_EMPTY_LINES ? null : ProtocolFault.BAD_START_LINE;
        }
        lines++;
        return kind == Kind.REQUEST ? requestLine(open, bytes, start, end) : statusLine(open, bytes, start, end);
    }

    private static @Nullable ProtocolFault requestLine(H1Head open, byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && Octets.isToken(bytes[at])) {
            at++;
        }
        if (at == start || at >= end || bytes[at] != ' ') {
            return ProtocolFault.BAD_START_LINE;
        }
        open.methodStart = start;
        open.methodEnd = at;
        int target = ++at;
        while (at < end && Octets.isTarget(bytes[at])) {
            at++;
        }
        if (at == target || at >= end || bytes[at] != ' ') {
            return ProtocolFault.BAD_START_LINE;
        }
        int targetEnd = at;
        ProtocolFault wrong = version(open, bytes, at + 1, end);
        return wrong != null ? wrong : TargetForms.read(open, bytes, target, targetEnd);
    }

    private static @Nullable ProtocolFault version(H1Head open, byte[] bytes, int start, int end) {
        if (end - start != 8) {
            return ProtocolFault.BAD_START_LINE;
        }
        long version = Octets.word(bytes, start);
        if (version == HTTP_1_1) {
            return null;
        }
        if (version == HTTP_1_0) {
            open.http10 = true;
            return null;
        }
        boolean shaped = (version & 0xffffffffffL) == (HTTP_1_1 & 0xffffffffffL)
                && Octets.isDigit(bytes[start + 5])
                && bytes[start + 6] == '.'
                && Octets.isDigit(bytes[start + 7]);
        return shaped ? ProtocolFault.BAD_VERSION : ProtocolFault.BAD_START_LINE;
    }

    /** {@code HTTP/1.1 200 reason}; the reason, and the space before it, may be missing. */
    private static @Nullable ProtocolFault statusLine(H1Head open, byte[] bytes, int start, int end) {
        int code = start + 9;
        if (end - start < 12 || bytes[start + 8] != ' ') {
            return ProtocolFault.BAD_START_LINE;
        }
        ProtocolFault wrong = version(open, bytes, start, start + 8);
        if (wrong != null) {
            return wrong;
        }
        boolean digits =
                Octets.isDigit(bytes[code]) && Octets.isDigit(bytes[code + 1]) && Octets.isDigit(bytes[code + 2]);
        if (!digits || (end > code + 3 && bytes[code + 3] != ' ')) {
            return ProtocolFault.BAD_START_LINE;
        }
        open.status = (bytes[code] - '0') * 100 + (bytes[code + 1] - '0') * 10 + (bytes[code + 2] - '0');
        return open.status < 100 || open.status > 599 ? ProtocolFault.BAD_START_LINE : null;
    }

    private @Nullable ProtocolFault field(H1Head open, byte[] bytes, int start, int end) {
        int at = start;
        int hash = 0;
        while (at < end) {
            byte lower = Octets.tokenLower(bytes[at]);
            if (lower == 0) {
                break;
            }
            bytes[at] = lower;
            hash = Octets.hashStep(hash, lower);
            at++;
        }
        // Refuses an empty name, obsolete folding (a line that begins with a space) and space before the colon.
        if (at == start || at >= end || bytes[at] != ':') {
            return ProtocolFault.BAD_HEADER;
        }
        int nameEnd = at++;
        while (at < end && isBlank(bytes[at])) {
            at++;
        }
        int valueEnd = end;
        while (valueEnd > at && isBlank(bytes[valueEnd - 1])) {
            valueEnd--;
        }
        int id = Octets.knownId(hash, bytes, start, nameEnd);
        if (id >= 0 && id <= KnownHeaders.EXPECT.id()) {
            ProtocolFault wrong = rules.field(open, id, at, valueEnd);
            if (wrong != null || !rules.listed()) {
                return wrong;
            }
        }
        open.add(id, start, nameEnd, at, valueEnd, end + 2);
        return null;
    }

    private static boolean isBlank(byte value) {
        return value == ' ' || value == '\t';
    }
}
