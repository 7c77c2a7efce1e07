// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.admin;

import java.util.Objects;

/**
 * A page as it is sent.
 *
 * @param contentType with charset
 */
record AdminReply(int status, String contentType, String body) {
    private static final String TEXT = "text/plain; charset=UTF-8";

    AdminReply {
        Objects.requireNonNull(contentType);
        Objects.requireNonNull(body);
    }

    static AdminReply text(String body) {
        return new AdminReply(200, TEXT, body);
    }

    static AdminReply text(int status, String body) {
        return new AdminReply(status, TEXT, body);
    }

    static AdminReply json(String body) {
        return new AdminReply(200, "application/json", body);
    }

    static AdminReply metrics(String body) {
        return new AdminReply(200, "text/plain; version=0.0.4; charset=utf-8", body);
    }
}
