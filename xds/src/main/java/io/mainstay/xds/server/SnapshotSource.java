// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.server;

import io.mainstay.xds.XdsSnapshot;

/** Decides what each node gets. Called on the streams' threads; must not block for long. */
public interface SnapshotSource {
    /**
     * Follows what a node should have, until the subscription is closed.
     *
     * @param listener told the present state as soon as there is one and then every change, from any thread, never two calls at once
     */
    Subscription subscribe(NodeIdentity identity, NodeDescription node, Listener listener);

    /** Receives snapshots. Its methods return at once. */
    interface Listener {
        /** The whole of what the node should have now. */
        void changed(XdsSnapshot snapshot);

        /** The node may have nothing; its stream is closed with PERMISSION_DENIED and this reason. Nothing may follow. */
        void refused(String reason);
    }

    /** Ends a subscription. */
    interface Subscription extends AutoCloseable {
        /** No call of the listener begins after this returns, except one already under way. */
        @Override
        void close();
    }
}
