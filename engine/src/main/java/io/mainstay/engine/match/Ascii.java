// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.match;

/** Comparisons that fold the case of the letters A to Z and of nothing else, as Envoy does. Allocate nothing. */
public final class Ascii {
    private Ascii() {}

    public static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    /** The text itself when it has none of A to Z. */
    public static String lower(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (lower(text.charAt(i)) != text.charAt(i)) {
                StringBuilder lower = new StringBuilder(text.length());
                text.chars().forEach(c -> lower.append(lower((char) c)));
                return lower.toString();
            }
        }
        return text;
    }

    /** Whether a text holds another at a place; false when it does not fit there. */
    public static boolean regionMatches(boolean anyCase, String text, int from, String other) {
        int length = other.length();
        if (!anyCase) {
            return text.startsWith(other, from);
        }
        if (from < 0 || from + length > text.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (lower(text.charAt(from + i)) != lower(other.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a text holds another anywhere. */
    public static boolean contains(boolean anyCase, String text, String other) {
        if (!anyCase) {
            return text.contains(other);
        }
        for (int from = 0; from + other.length() <= text.length(); from++) {
            if (regionMatches(true, text, from, other)) {
                return true;
            }
        }
        return false;
    }
}
