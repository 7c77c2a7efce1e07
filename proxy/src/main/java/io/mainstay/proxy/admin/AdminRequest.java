// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request for an admin page.
 *
 * @param method upper case
 * @param path   without query
 * @param query  decoded; a name without value has an empty one
 */
record AdminRequest(String method, String path, Map<String, String> query) {
    AdminRequest {
        query = Map.copyOf(query);
    }

    static AdminRequest of(String method, String target) {
        int mark = target.indexOf('?');
        if (mark < 0) {
            return new AdminRequest(method, target, Map.of());
        }
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : target.substring(mark + 1).split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (!name.isEmpty()) {
                query.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return new AdminRequest(method, target.substring(0, mark), query);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }
}
