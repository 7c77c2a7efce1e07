// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h1;

import io.mainstay.proxy.stream.HeaderName;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Character classes of RFC 9110 and 9112 as tables, and the word-at-a-time scan for control characters. */
final class Octets {
    /** Bytes an array must have beyond its last used one, so that a word may be read there. */
    static final int SLACK = 8;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final byte[] TOKEN_LOWER = new byte[256];
    private static final boolean[] TARGET = new boolean[256];
    private static final boolean[] HOST = new boolean[256];
    private static final byte[] KNOWN = new byte[1024];
    private static final int KNOWN_MASK = KNOWN.length - 1;

    static {
        String marks = "!#$%&'*+-.^_`|~";
        for (int c = 0; c < 128; c++) {
            boolean upper = c >= 'A' && c <= 'Z';
            boolean alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || upper;
            if (alphanumeric || marks.indexOf(c) >= 0) {
                TOKEN_LOWER[c] = (byte) (upper ? c + 32 : c);
            }
            // any visible character but the fragment's mark, which no request target has
            TARGET[c] = c > 0x20 && c < 0x7f && c != '#';
            // reg-name, IP-literal and port of RFC 3986 section 3.2; no userinfo
            HOST[c] = alphanumeric || (c != 0 && "-._~!$&'()*+,;=:%[]".indexOf(c) >= 0);
        }
        for (int id = 0; id < 64; id++) {
            int place = place(hash(HeaderName.known(id)));
            while (KNOWN[place] != 0) {
                place = (place + 1) & KNOWN_MASK;
            }
            KNOWN[place] = (byte) (id + 1);
        }
    }

    private Octets() {}

    /** The lower-case form of a token character, or 0 for any other byte. */
    static byte tokenLower(byte value) {
        return TOKEN_LOWER[value & 0xff];
    }

    static boolean isToken(byte value) {
        return TOKEN_LOWER[value & 0xff] != 0;
    }

    /** Whether a byte may stand in a request target. */
    static boolean isTarget(byte value) {
        return TARGET[value & 0xff];
    }

    /** Whether a byte may stand in {@code host} or an authority. */
    static boolean isHost(byte value) {
        return HOST[value & 0xff];
    }

    static boolean isDigit(byte value) {
        return value >= '0' && value <= '9';
    }

    /**
     * Index of the first control character (below 0x20, or DEL) in {@code [from, to)}, or {@code to}. The array must reach {@link #SLACK} beyond {@code to}.
     */
    static int control(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i += Long.BYTES) {
            long word = (long) WORD.get(bytes, i);
            long below = (word - 0x20 * ONES) & ~word;
            long del = word ^ 0x7f * ONES;
            long hit = (below | ((del - ONES) & ~del)) & HIGHS;
            if (hit != 0) {
                return Math.min(to, i + (Long.numberOfTrailingZeros(hit) >>> 3));
            }
        }
        return to;
    }

    /** Eight bytes as a little-endian word. */
    static long word(byte[] bytes, int at) {
        return (long) WORD.get(bytes, at);
    }

    static int hashStep(int hash, byte value) {
        return hash * 31 + value;
    }

    private static int hash(HeaderName name) {
        int hash = 0;
        for (int i = 0; i < name.length(); i++) {
            hash = hashStep(hash, name.at(i));
        }
        return hash;
    }

    private static int place(int hash) {
        return (hash ^ hash >>> 11 ^ hash >>> 22) & KNOWN_MASK;
    }

    /** Id of the known header name in {@code [start, end)}, already lower case, or -1. */
    static int knownId(int hash, byte[] bytes, int start, int end) {
        for (int place = place(hash); KNOWN[place] != 0; place = (place + 1) & KNOWN_MASK) {
            int id = KNOWN[place] - 1;
            if (same(HeaderName.known(id), bytes, start, end)) {
                return id;
            }
        }
        return -1;
    }

    /** Whether these lower-case bytes are that name. */
    static boolean same(HeaderName name, byte[] bytes, int start, int end) {
        byte[] ascii = name.ascii();
        return Arrays.equals(bytes, start, end, ascii, 0, ascii.length);
    }

    /** Whether these bytes are that lower-case ASCII text, ignoring case. */
    static boolean isIgnoringCase(String lower, byte[] bytes, int start, int end) {
        if (end - start != lower.length()) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            int c = bytes[start + i];
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
