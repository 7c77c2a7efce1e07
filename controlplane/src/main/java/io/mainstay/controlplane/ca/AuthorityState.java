// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.ca;

import io.mainstay.security.Credential;
import io.mainstay.security.TrustBundle;
import java.time.Instant;
import java.util.Objects;

/**
 * What an authority must not lose.
 *
 * @param signing what signs now
 * @param newest  the last root made; the same as {@code signing} outside of a rotation
 * @param bundle  every root to be trusted
 * @param switched when {@code signing} began to sign; the epoch when it always has
 */
record AuthorityState(Credential signing, Credential newest, TrustBundle bundle, Instant switched) {
    AuthorityState {
        Objects.requireNonNull(signing);
        Objects.requireNonNull(newest);
        Objects.requireNonNull(bundle);
        Objects.requireNonNull(switched);
    }
}
