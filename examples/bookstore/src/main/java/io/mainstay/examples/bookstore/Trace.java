// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.examples.bookstore;

import com.sun.net.httpserver.HttpExchange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The headers an application passes on so that one request can be followed through all of them. */
final class Trace {
    static final List<String> HEADERS =
            List.of("traceparent", "tracestate", "baggage", "x-request-id", "b3", "x-b3-traceid", "x-b3-spanid");

    private Trace() {}

    static Map<String, String> of(HttpExchange exchange) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String name : HEADERS) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                found.put(name, value);
            }
        }
        return found;
    }
}
