// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A request.
 *
 * @param path    with its query
 * @param headers beyond host, content-length and connection, which are added
 * @param body    text, sent as UTF-8; empty for none
 */
public record HttpCall(String method, String path, Map<String, String> headers, String body) {
    public HttpCall {
        Objects.requireNonNull(method);
        if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("not a request path: " + path);
        }
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        headers.forEach((name, value) -> {
            if ((name + value).chars().anyMatch(c -> c < ' ')) {
                throw new IllegalArgumentException("control character in header " + name);
            }
        });
        Objects.requireNonNull(body);
    }

    /** A GET without further headers. */
    public static HttpCall get(String path) {
        return new HttpCall("GET", path, Map.of(), "");
    }
}
