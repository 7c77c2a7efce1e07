// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.identity;

import io.mainstay.security.TrustBundle;

/** What happens to certificates, for logs, metrics and health. Any thread; returns at once. */
public interface IdentityEvents {
    /** Nobody listens. */
    IdentityEvents NONE = new IdentityEvents() {};

    /** A certificate was obtained or renewed. */
    default void obtained(Held held) {}

    /** An attempt failed; {@link Held#health} says how bad that is. */
    default void failed(Held held) {}

    /** Other roots are to be trusted than before. */
    default void trusted(TrustBundle roots) {}
}
