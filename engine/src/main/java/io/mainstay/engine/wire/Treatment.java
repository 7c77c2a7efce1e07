// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.wire;

/** What becomes of a field that is set. */
public enum Treatment {
    /** It has the effect Envoy documents. */
    HONOURED,
    /** It is harmless and has no effect; it is counted. */
    INERT,
    /** The resource is refused. */
    REJECTED
}
