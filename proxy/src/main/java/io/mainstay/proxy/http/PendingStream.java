// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.proxy.stream.ResetReason;
import io.mainstay.proxy.stream.UpstreamConnection;
import org.jspecify.annotations.Nullable;

/** Someone who waits for an upstream connection. In at most one pool's queue at a time. Confined to its event loop. */
abstract class PendingStream {
    /** The pool it waits in; owned by the pool. */
    @Nullable
    EndpointPool waitingIn;

    /** A connection with room for a stream; to be opened before this returns. */
    abstract void onReady(UpstreamConnection connection);

    /** There will be no connection. */
    abstract void onPoolFailure(ResetReason reason, String details);
}
