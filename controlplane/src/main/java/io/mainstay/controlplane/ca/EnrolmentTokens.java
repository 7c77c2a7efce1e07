// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.ca;

import java.util.Optional;

/** Tokens with which hosts may enrol. Called from gRPC threads; may block. */
public interface EnrolmentTokens {
    /**
     * What is on record under a token's public id, expired or not: the authority compares the secret and checks expiry and
     * host. Empty when there is none or it was revoked.
     */
    Optional<EnrolmentGrant> find(String tokenId);
}
