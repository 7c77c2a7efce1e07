// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Lets through who shows the token. */
final class BearerGate implements HttpHandler {
    private final byte[] expected;
    private final HttpHandler next;

    BearerGate(String token, HttpHandler next) {
        this.expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        this.next = next;
    }

    @Override
    public HttpResponse handle(HttpRequest request) {
        byte[] shown = request.header("authorization").orElse("").getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, shown)
                ? next.handle(request)
                : Statuses.failure(
                        401, "Unauthorized", "this port wants: authorization: Bearer <token of the control plane>");
    }
}
