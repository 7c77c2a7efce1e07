// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.api;

import java.util.Objects;

/** A whole response. */
record HttpResponse(int status, String contentType, String body) {
    HttpResponse {
        Objects.requireNonNull(contentType);
        Objects.requireNonNull(body);
    }

    static HttpResponse json(int status, Object tree) {
        return new HttpResponse(status, "application/json", tree.toString() + "\n");
    }

    static HttpResponse text(int status, String text) {
        return new HttpResponse(status, "text/plain; charset=utf-8", text);
    }
}
