// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import io.mainstay.proxy.stream.KnownHeaders;
import io.mainstay.proxy.stream.ProtocolFault;
import org.jspecify.annotations.Nullable;

/**
 * The fields that decide where a message ends and what becomes of its connection. Anything two readers could understand differently is refused: that is
 * how requests are smuggled (RFC 9112 sections 6.1, 6.3 and 11.2).
 */
final class FieldRules {
    private static final int MAX_LENGTH_DIGITS = 18;
    private static final int MAX_CONNECTION_LINES = 8;

    private static final int HOST = KnownHeaders.HOST.id();
    private static final int CONTENT_LENGTH = KnownHeaders.CONTENT_LENGTH.id();
    private static final int TRANSFER_ENCODING = KnownHeaders.TRANSFER_ENCODING.id();
    private static final int CONNECTION = KnownHeaders.CONNECTION.id();
    private static final int TE = KnownHeaders.TE.id();
    private static final int TRAILER = KnownHeaders.TRAILER.id();
    private static final int UPGRADE = KnownHeaders.UPGRADE.id();
    private static final int EXPECT = KnownHeaders.EXPECT.id();

    private final int[] connectionLines = new int[MAX_CONNECTION_LINES * 2];
    private HeadReader.Kind kind = HeadReader.Kind.REQUEST;
    private int connections;
    private int hosts;
    private int hostStart;
    private int hostEnd;
    private boolean upgradeNominated;
    private int upgrades;
    private boolean listed;

    void begin(HeadReader.Kind next) {
        kind = next;
        connections = 0;
        hosts = 0;
        upgradeNominated = false;
        upgrades = 0;
    }

    /** Whether the field just seen is to be listed in the head. */
    boolean listed() {
        return listed;
    }

    /** Looks at a field with an id up to that of {@code expect}. */
    @Nullable
    ProtocolFault field(H1Head head, int id, int start, int end) {
        listed = false;
        if (kind == HeadReader.Kind.TRAILERS) {
            // RFC 9110 section 6.5.1: framing, routing and connection fields have no place in trailers.
            return id == TRAILER ? null : ProtocolFault.BAD_HEADER;
        }
        if (id == CONTENT_LENGTH) {
            listed = true;
            return contentLength(head, start, end);
        }
        if (id == HOST) {
            hosts++;
            hostStart = start;
            hostEnd = end;
            return null;
        }
        if (id == TRANSFER_ENCODING) {
            return transferEncoding(head, start, end);
        }
        if (id == CONNECTION) {
            return connection(start, end);
        }
        if (id == UPGRADE) {
            head.upgradeStart = start;
            head.upgradeEnd = end;
            upgrades++;
        } else if (id == EXPECT) {
            head.expectsContinue = Octets.isIgnoringCase("100-continue", head.bytes(), start, end);
            listed = !head.expectsContinue;
        } else {
            listed = id == TRAILER || (id == TE && Octets.isIgnoringCase("trailers", head.bytes(), start, end));
        }
        return null;
    }

    private static @Nullable ProtocolFault contentLength(H1Head head, int start, int end) {
        int digits = end - start;
        if (head.contentLength >= 0 || digits == 0 || digits > MAX_LENGTH_DIGITS) {
            return ProtocolFault.BAD_FRAMING;
        }
        long value = 0;
        for (int i = start; i < end; i++) {
            byte digit = head.bytes()[i];
            if (!Octets.isDigit(digit)) {
                return ProtocolFault.BAD_FRAMING;
            }
            value = value * 10 + (digit - '0');
        }
        head.contentLength = value;
        return null;
    }

    private static @Nullable ProtocolFault transferEncoding(H1Head head, int start, int end) {
        if (head.chunked || !Octets.isIgnoringCase("chunked", head.bytes(), start, end)) {
            return ProtocolFault.BAD_FRAMING;
        }
        head.chunked = true;
        return null;
    }

    private @Nullable ProtocolFault connection(int start, int end) {
        if (connections == MAX_CONNECTION_LINES) {
            return ProtocolFault.BAD_HEADER;
        }
        connectionLines[connections * 2] = start;
        connectionLines[connections * 2 + 1] = end;
        connections++;
        return null;
    }

    /** Judges the head as a whole, once its last field has been seen. */
    @Nullable
    ProtocolFault finish(H1Head head) {
        for (int i = 0; i < connections; i++) {
            options(head, connectionLines[i * 2], connectionLines[i * 2 + 1]);
        }
        if (!upgradeNominated) {
            head.upgradeStart = 0;
            head.upgradeEnd = 0;
        } else {
            lowerCase(head, head.upgradeStart, head.upgradeEnd);
            boolean empty = head.upgradeStart == head.upgradeEnd;
            head.upgradeDoubtful = kind == HeadReader.Kind.REQUEST && (upgrades > 1 || (upgrades == 1 && empty));
        }
        if (head.chunked && (head.contentLength >= 0 || head.http10)) {
            return ProtocolFault.BAD_FRAMING;
        }
        if (kind != HeadReader.Kind.REQUEST) {
            return null;
        }
        return head.http10 ? null : host(head);
    }

    private @Nullable ProtocolFault host(H1Head head) {
        if (hosts != 1 || !TargetForms.validHost(head.bytes(), hostStart, hostEnd)) {
            return ProtocolFault.BAD_HOST;
        }
        if (head.authorityEnd == head.authorityStart) {
            head.authorityStart = hostStart;
            head.authorityEnd = hostEnd;
        }
        return null;
    }

    private void options(H1Head head, int start, int end) {
        byte[] bytes = head.bytes();
        int at = start;
        while (at < end) {
            int option = at;
            while (at < end && bytes[at] != ',') {
                at++;
            }
            int last = at;
            while (option < last && isBlank(bytes[option])) {
                option++;
            }
            while (last > option && isBlank(bytes[last - 1])) {
                last--;
            }
            option(head, option, last);
            at++;
        }
    }

    private void option(H1Head head, int start, int end) {
        byte[] bytes = head.bytes();
        if (start == end) {
            return;
        }
        if (Octets.isIgnoringCase("close", bytes, start, end)) {
            head.connectionClose = true;
        } else if (Octets.isIgnoringCase("keep-alive", bytes, start, end)) {
            head.connectionKeepAlive = true;
        } else if (Octets.isIgnoringCase("upgrade", bytes, start, end)) {
            upgradeNominated = true;
        } else {
            // Only fields the proxy knows nothing of: naming, say, x-forwarded-for must not hide it.
            head.unlist(bytes, start, end);
        }
    }

    private static void lowerCase(H1Head head, int start, int end) {
        byte[] bytes = head.bytes();
        for (int i = start; i < end; i++) {
            if (bytes[i] >= 'A' && bytes[i] <= 'Z') {
                bytes[i] = (byte) (bytes[i] + 32);
            }
        }
    }

    private static boolean isBlank(byte value) {
        return value == ' ' || value == '\t';
    }
}
