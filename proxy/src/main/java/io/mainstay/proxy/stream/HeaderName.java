// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.stream;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A header field name in lower case, made once at configuration time. The names the proxy itself acts on are constants with small ids,
 * so that codecs can index them while parsing; all others have id -1.
 */
public final class HeaderName {
    private static final HeaderName[] KNOWN = new HeaderName[KnownHeaderTexts.NAMES.length];
    private static final Map<String, HeaderName> BY_TEXT;

    static {
        Map.Entry<String, HeaderName>[] entries = newEntries(KNOWN.length);
        for (int id = 0; id < KNOWN.length; id++) {
            KNOWN[id] = new HeaderName(KnownHeaderTexts.NAMES[id], id);
            entries[id] = Map.entry(KnownHeaderTexts.NAMES[id], KNOWN[id]);
        }
        BY_TEXT = Map.ofEntries(entries);
    }

    private final String text;
    private final byte[] ascii;
    private final int id;

    private HeaderName(String text, int id) {
        this.text = text;
        this.ascii = text.getBytes(StandardCharsets.ISO_8859_1);
        this.id = id;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Map.Entry<String, HeaderName>[] newEntries(int length) {
        return new Map.Entry[length];
    }

    /**
     * The name for this text, lower-cased.
     *
     * @throws IllegalArgumentException if it is not an RFC 9110 token
     */
    public static HeaderName of(String text) {
        HeaderName known = BY_TEXT.get(text);
        if (known != null) {
            return known;
        }
        if (!isToken(text)) {
            throw new IllegalArgumentException("not a header name: " + text);
        }
        String lower = text.toLowerCase(Locale.ROOT);
        HeaderName again = BY_TEXT.get(lower);
        return again != null ? again : new HeaderName(lower, -1);
    }

    /** One of the names in {@link KnownHeaders}. */
    public static HeaderName known(int id) {
        return KNOWN[id];
    }

    /** The known name with this lower-case text, or null. */
    static @Nullable HeaderName knownOrNull(String lowerCaseText) {
        return BY_TEXT.get(lowerCaseText);
    }

    private static boolean isToken(String text) {
        if (text.isEmpty()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!alphanumeric && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    public String text() {
        return text;
    }

    /** Index among {@link KnownHeaders}, or -1. */
    public int id() {
        return id;
    }

    /** The bit of a known name in a set of ids; 0 for any other. */
    public long bit() {
        return id < 0 ? 0 : 1L << id;
    }

    public int length() {
        return ascii.length;
    }

    /** The name's bytes. Not to be written to. */
    public byte[] ascii() {
        return ascii;
    }

    /** The byte at this position of the name. */
    public byte at(int index) {
        return ascii[index];
    }

    /** Appends the name's bytes. */
    public void writeTo(ByteBuf out) {
        out.writeBytes(ascii);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        // There is one object of each known name.
        return this == other || (other instanceof HeaderName name && id < 0 && text.equals(name.text));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
