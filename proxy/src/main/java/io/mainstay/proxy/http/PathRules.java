// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.listener.PathOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Path normalisation before routing, so that a filter and the server behind cannot read one path as two: dot segments, percent-encoded unreserved characters, backslashes,
 * repeated and escaped slashes. Pure.
 */
final class PathRules {
    private PathRules() {}

    /**
     * The path to route and forward by.
     *
     * @param path with query
     * @return empty when the request is to be refused with 400
     */
    static Optional<String> normalize(String path, PathOptions options) {
        int end = path.indexOf('?');
        String query = end < 0 ? "" : path.substring(end);
        String bare = end < 0 ? path : path.substring(0, end);
        if (options.escapedSlashes() != PathOptions.EscapedSlashes.KEEP_UNCHANGED && hasEscapedSlash(bare)) {
            if (options.escapedSlashes() == PathOptions.EscapedSlashes.REJECT_REQUEST) {
                return Optional.empty();
            }
            bare = bare.replace("%2f", "/")
                    .replace("%2F", "/")
                    .replace("%5c", "\\")
                    .replace("%5C", "\\");
        }
        if (options.normalize()) {
            Optional<String> canonical = canonical(bare);
            if (canonical.isEmpty()) {
                return canonical;
            }
            bare = canonical.get();
        }
        if (options.mergeSlashes()) {
            bare = merge(bare);
        }
        return Optional.of(bare + query);
    }

    static boolean hasEscapedSlash(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return lower.contains("%2f") || lower.contains("%5c");
    }

    private static Optional<String> canonical(String path) {
        String decoded = decodeUnreserved(path.replace('\\', '/'));
        if (decoded.isEmpty() || decoded.charAt(0) != '/') {
            return path.equals("*") ? Optional.of(path) : Optional.empty();
        }
        List<String> kept = new ArrayList<>();
        String[] segments = decoded.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            switch (segments[i]) {
                case "." -> {
                    if (last) {
                        kept.add("");
                    }
                }
                case ".." -> {
                    if (!kept.isEmpty()) {
                        kept.removeLast();
                    }
                    if (last) {
                        kept.add("");
                    }
                }
                default -> kept.add(segments[i]);
            }
        }
        return Optional.of("/" + String.join("/", kept));
    }

    private static String decodeUnreserved(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        StringBuilder out = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            int high = c == '%' && i + 2 < path.length() + 0 ? Character.digit(path.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(path.charAt(i + 2), 16) : -1;
            if (low < 0) {
                out.append(c);
                continue;
            }
            char decoded = (char) (high * 16 + low);
            if (unreserved(decoded)) {
                out.append(decoded);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(path.charAt(i + 1)))
                        .append(Character.toUpperCase(path.charAt(i + 2)));
            }
            i += 2;
        }
        return out.toString();
    }

    private static boolean unreserved(char c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    private static String merge(String path) {
        if (!path.contains("//")) {
            return path;
        }
        StringBuilder out = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '/' || out.isEmpty() || out.charAt(out.length() - 1) != '/') {
                out.append(c);
            }
        }
        return out.toString();
    }
}
