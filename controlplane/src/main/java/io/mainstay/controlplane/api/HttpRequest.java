// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.api;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A whole request.
 *
 * @param segments of the path, decoded, none empty
 * @param query    decoded; the first of a name counts
 * @param headers  by lower-case name; the last of a name counts
 * @param body     as UTF-8 text
 */
record HttpRequest(
        String method, List<String> segments, Map<String, String> query, Map<String, String> headers, String body) {
    HttpRequest {
        Objects.requireNonNull(method);
        segments = List.copyOf(segments);
        query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        Objects.requireNonNull(body);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** A request without query, headers and body, for tests. */
    static HttpRequest of(String method, String path, String body) {
        return new HttpRequest(method, RequestTarget.segments(path), RequestTarget.query(path), Map.of(), body);
    }

    int bodyBytes() {
        return body.getBytes(StandardCharsets.UTF_8).length;
    }
}
