// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import io.netty.util.AsciiString;

/** What RFC 9113 section 8.2 and RFC 9110 section 5 allow in names and values. Pure. */
final class FieldSyntax {
    private static final boolean[] NAME = new boolean[256];
    private static final boolean[] TOKEN = new boolean[256];
    private static final boolean[] AUTHORITY = new boolean[256];

    static {
        for (char c = '0'; c <= '9'; c++) {
            NAME[c] = true;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            NAME[c] = true;
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            NAME[c] = true;
        }
        System.arraycopy(NAME, 0, TOKEN, 0, NAME.length);
        for (char c = 'A'; c <= 'Z'; c++) {
            TOKEN[c] = true;
        }
        System.arraycopy(TOKEN, 0, AUTHORITY, 0, TOKEN.length);
        for (char c : "():;[],=".toCharArray()) {
            AUTHORITY[c] = true;
        }
        for (char c : "#^`|".toCharArray()) {
            AUTHORITY[c] = false;
        }
    }

    private FieldSyntax() {}

    /** A field name: a token in lower case. */
    static boolean isName(CharSequence text) {
        return all(text, NAME) && text.length() > 0;
    }

    /** A method. */
    static boolean isToken(CharSequence text) {
        return all(text, TOKEN) && text.length() > 0;
    }

    /** Host and port; without user information, which a request target must not have. */
    static boolean isAuthority(CharSequence text) {
        return all(text, AUTHORITY) && text.length() > 0;
    }

    /** A field value: no control characters but tab, no blank at either end. */
    static boolean isValue(CharSequence text) {
        int length = text.length();
        if (length == 0) {
            return true;
        }
        if (isBlank(text.charAt(0)) || isBlank(text.charAt(length - 1))) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 127) {
                return false;
            }
        }
        return true;
    }

    /** A path with query: visible characters only, from a slash on; or {@code *}. */
    static boolean isPath(CharSequence text) {
        int length = text.length();
        if (length == 0 || text.charAt(0) != '/') {
            return length == 1 && text.charAt(0) == '*';
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 127 || c == '#') {
                return false;
            }
        }
        return true;
    }

    static boolean isScheme(CharSequence text) {
        int length = text.length();
        if (length == 0 || !isLetter(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < length; i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && !isDigit(c) && c != '+' && c != '-' && c != '.') {
                return false;
            }
        }
        return true;
    }

    /** A body length; at most 18 digits, so that it fits a long. */
    static boolean isLength(CharSequence text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return length > 0 && length <= 18;
    }

    /** The status, or -1 when it is not three digits from 100 on. */
    static int status(CharSequence text) {
        if (text.length() != 3 || !isLength(text) || text.charAt(0) == '0') {
            return -1;
        }
        return (text.charAt(0) - '0') * 100 + (text.charAt(1) - '0') * 10 + (text.charAt(2) - '0');
    }

    static boolean same(CharSequence a, AsciiString b) {
        return a.length() == b.length() && b.contentEquals(a);
    }

    private static boolean all(CharSequence text, boolean[] allowed) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 255 || !allowed[c]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
