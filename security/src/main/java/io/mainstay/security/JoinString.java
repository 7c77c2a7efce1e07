// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.security;

import java.util.Objects;
import java.util.Optional;

/**
 * All a new host needs to know: {@code <token>:<sha256 of the root's public key>}. The fingerprint lets it recognise the
 * control plane before it trusts anything.
 *
 * @param token what lets the host in
 * @param root  what tells it whom it talks to
 */
public record JoinString(EnrolmentToken token, Fingerprint root) {
    public JoinString {
        Objects.requireNonNull(token);
        Objects.requireNonNull(root);
    }

    public static Optional<JoinString> parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        Optional<Fingerprint> root = Fingerprint.parse(text.substring(colon + 1));
        return EnrolmentToken.parse(text.substring(0, colon)).flatMap(token -> root.map(r -> new JoinString(token, r)));
    }

    /** What to hand to the host; contains the token's secret. */
    public String reveal() {
        return token.reveal() + ":" + root;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return token + ":" + root;
    }
}
