// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Parts of a request's path. */
public final class RequestPath {
    private RequestPath() {}

    /** Without query and fragment. */
    public static String withoutQuery(String path) {
        return path.substring(0, matchedLength(path, false));
    }

    /**
     * How many characters of a path take part in matching it: those before query and fragment.
     *
     * @param parametersToo whether a semicolon ends it as well
     */
    static int matchedLength(String path, boolean parametersToo) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '?' || c == '#' || (c == ';' && parametersToo)) {
                return i;
            }
        }
        return path.length();
    }

    /** The first value of a query parameter, percent-decoded; null when absent. */
    static @Nullable String queryParameter(String path, String name) {
        int query = path.indexOf('?');
        int end = path.indexOf('#');
        end = end < 0 ? path.length() : end;
        if (query < 0 || query >= end) {
            return null;
        }
        int start = query + 1;
        while (start <= end) {
            int next = path.indexOf('&', start);
            int stop = next < 0 || next > end ? end : next;
            int equal = path.indexOf('=', start);
            int nameEnd = equal < 0 || equal > stop ? stop : equal;
            if (nameEnd > start && decode(path.substring(start, nameEnd)).equals(name)) {
                return nameEnd == stop ? "" : decode(path.substring(nameEnd + 1, stop));
            }
            start = stop + 1;
        }
        return null;
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }
}
