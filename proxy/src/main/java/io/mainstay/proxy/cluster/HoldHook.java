// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import java.util.Optional;

/**
 * What happens to a stream whose cluster has no endpoint for it: the place of an activator that asks for an instance and lets the stream wait.
 * Called on the stream's event loop; must not block.
 */
public interface HoldHook {
    /** Does not hold: the stream is refused at once. */
    HoldHook REFUSE = (cluster, resume) -> Optional.empty();

    /** A stream that waits. */
    interface Hold {
        /** The stream is over: it waits no longer, and {@code resume} will not be called. */
        void cancel();
    }

    /**
     * Asks to hold a stream.
     *
     * @param resume to be called once, on the same event loop, when choosing again is worth while
     * @return a hold, or nothing when the stream is to be refused now
     */
    Optional<Hold> hold(Cluster cluster, Runnable resume);
}
