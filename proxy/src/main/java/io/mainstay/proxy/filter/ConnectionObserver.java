// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.filter;

/**
 * Told about connections whose bytes are carried as they are. One per listener, filter chain and loop, made at configuration time; called on the loop
 * and must not block.
 */
public interface ConnectionObserver {
    /** An observer that does nothing. */
    ConnectionObserver NONE = new ConnectionObserver() {
        @Override
        public void onOpen(ConnectionInfo info) {}

        @Override
        public void onClose(ConnectionInfo info, Summary summary) {}
    };

    /** A connection was accepted. */
    void onOpen(ConnectionInfo info);

    /** It has ended. */
    void onClose(ConnectionInfo info, Summary summary);

    /**
     * What a connection was.
     *
     * @param cluster         chosen for it; empty when there was none
     * @param upstreamAddress of the last endpoint tried; empty when there was none
     * @param receivedBytes   from downstream
     * @param sentBytes       to downstream
     * @param durationNanos   from its acceptance on
     * @param flags           set of {@code ResponseFlag.bit()}
     * @param details         why it ended when not by the peers; empty otherwise
     */
    record Summary(
            String cluster,
            String upstreamAddress,
            long receivedBytes,
            long sentBytes,
            long durationNanos,
            long flags,
            String details) {}
}
