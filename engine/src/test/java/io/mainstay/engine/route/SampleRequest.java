// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request as written in a test. */
record SampleRequest(String method, String authority, String path, Map<String, String> headers)
        implements RequestAttributes {
    static SampleRequest get(String authority, String path) {
        return new SampleRequest("GET", authority, path, Map.of());
    }

    SampleRequest with(String name, String value) {
        Map<String, String> more = new java.util.TreeMap<>(headers);
        more.put(name, value);
        return new SampleRequest(method, authority, path, more);
    }

    @Override
    public String scheme() {
        return "http";
    }

    @Override
    public @Nullable String header(String lowerCaseName) {
        return headers.get(lowerCaseName);
    }

    @Override
    public Outcome test(String lowerCaseName, Condition condition) {
        return Outcome.of(header(lowerCaseName), condition);
    }
}
