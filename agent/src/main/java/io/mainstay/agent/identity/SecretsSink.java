// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.identity;

import io.mainstay.security.Credential;
import io.mainstay.security.SpiffeId;
import io.mainstay.security.TrustBundle;

/** Where current secrets go: the SDS server of this host. Any thread; returns at once. */
public interface SecretsSink {
    /** A certificate is there, or another one is. */
    void certificate(SpiffeId identity, Credential credential);

    /** An identity is not served any more. */
    void removed(SpiffeId identity);

    /** What to trust. */
    void bundle(TrustBundle bundle);
}
