// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.identity;

import java.io.IOException;

/** The authority answered, and its answer was no. */
public final class AuthorityRefusedException extends IOException {
    public AuthorityRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
