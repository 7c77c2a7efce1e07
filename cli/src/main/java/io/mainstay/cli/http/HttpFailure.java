// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.http;

import java.io.IOException;

/** No whole answer came. */
public final class HttpFailure extends IOException {
    private static final long serialVersionUID = 1L;

    /** How far the exchange had come. */
    public enum Stage {
        /** There was no connection. */
        CONNECT,
        /** Asked, and not one byte of an answer. */
        UNANSWERED,
        /** The answer had begun. */
        BEGUN
    }

    private final Stage stage;
    private final boolean timedOut;

    HttpFailure(Stage stage, boolean timedOut, String message, Throwable cause) {
        super(message, cause);
        this.stage = stage;
        this.timedOut = timedOut;
    }

    public Stage stage() {
        return stage;
    }

    /** Whether the deadline passed, rather than the connection ended. */
    public boolean timedOut() {
        return timedOut;
    }
}
