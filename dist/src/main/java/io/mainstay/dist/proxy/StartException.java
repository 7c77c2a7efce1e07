// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

/** The process cannot start as asked. Its message is for the user: one or more lines, each naming what is wrong. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1;

    /** @param message what is wrong, and what to do about it */
    public StartException(String message) {
        super(message);
    }
}
