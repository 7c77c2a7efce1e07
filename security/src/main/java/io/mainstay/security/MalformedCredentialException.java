// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

/** A key, certificate or request that cannot be used. The message never holds key material. */
public final class MalformedCredentialException extends IllegalArgumentException {
    public MalformedCredentialException(String message) {
        super(message);
    }

    public MalformedCredentialException(String message, Throwable cause) {
        super(message, cause);
    }
}
