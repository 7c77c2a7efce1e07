// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.api;

import java.util.Objects;

/**
 * What lets a host in.
 *
 * @param id    public part of the token
 * @param token the whole token
 * @param join  token and fingerprint of the root: all a new host needs
 */
public record EnrolmentSecret(String id, String token, String join) {
    public EnrolmentSecret {
        Objects.requireNonNull(id);
        Objects.requireNonNull(token);
        Objects.requireNonNull(join);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return id;
    }
}
