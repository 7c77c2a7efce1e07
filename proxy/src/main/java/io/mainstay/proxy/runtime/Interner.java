// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.runtime;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Makes strings of received bytes and remembers recent ones, so that what repeats from request to request is made once. Direct-mapped and bounded: a
 * newcomer replaces what shares its place. Confined to one event loop.
 */
public final class Interner {
    private static final int MAX_LENGTH = 256;

    private final @Nullable String[] recent;
    private final int mask;

    /**
     * Remembers up to {@code capacity} strings.
     *
     * @param capacity a power of two
     */
    public Interner(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: a power of two)");
        }
        recent = new @Nullable String[capacity];
        mask = capacity - 1;
    }

    /** The text of these bytes, one character per byte. */
    public String text(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length == 0) {
            return "";
        }
        if (length > MAX_LENGTH) {
            return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
        }
        int hash = length;
        for (int i = start; i < end; i++) {
            hash = hash * 31 + bytes[i];
        }
        int place = (hash ^ hash >>> 15) & mask;
        String known = recent[place];
        if (known != null && same(known, bytes, start, length)) {
            return known;
        }
        String made = new String(bytes, start, length, StandardCharsets.ISO_8859_1);
        recent[place] = made;
        return made;
    }

    private static boolean same(String text, byte[] bytes, int start, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != (bytes[start + i] & 0xff)) {
                return false;
            }
        }
        return true;
    }
}
