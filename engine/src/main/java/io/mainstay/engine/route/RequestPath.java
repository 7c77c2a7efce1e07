// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import org.jspecify.annotations.Nullable;

/** Parts of a request's path. */
public final class RequestPath {
    private RequestPath() {}

    /** Without query and fragment. */
    public static String withoutQuery(String path) {
        return path.substring(0, matchedLength(path));
    }

    /** The path without the parameters of its segments, {@code ;a=b}; with its query. */
    static String withoutParameters(String path) {
        int end = matchedLength(path);
        int semicolon = path.indexOf(';');
        if (semicolon < 0 || semicolon >= end) {
            return path;
        }
        StringBuilder kept = new StringBuilder(path.length());
        boolean parameter = false;
        for (int i = 0; i < end; i++) {
            char c = path.charAt(i);
            parameter = c == ';' || (parameter && c != '/');
            if (!parameter) {
                kept.append(c);
            }
        }
        return kept.append(path, end, path.length()).toString();
    }

    /** How many characters of a path take part in matching it: those before query and fragment. */
    static int matchedLength(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '?' || c == '#') {
                return i;
            }
        }
        return path.length();
    }

    /** The first value of a query parameter as it stands, not decoded, which is what Envoy matches; null when absent. */
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
            if (nameEnd > start && nameEnd - start == name.length() && path.startsWith(name, start)) {
                return nameEnd == stop ? "" : path.substring(nameEnd + 1, stop);
            }
            start = stop + 1;
        }
        return null;
    }
}
