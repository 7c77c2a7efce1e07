// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.stream;

/** The protocol that carries streams on a connection. */
public enum HttpProtocol {
    /** HTTP/1.1 (and what is accepted of 1.0). */
    HTTP_1_1("HTTP/1.1"),
    /** HTTP/2, over TLS or with prior knowledge. */
    HTTP_2("HTTP/2");

    private final String text;

    HttpProtocol(String text) {
        this.text = text;
    }

    /** The name as access logs write it. */
    public String text() {
        return text;
    }
}
