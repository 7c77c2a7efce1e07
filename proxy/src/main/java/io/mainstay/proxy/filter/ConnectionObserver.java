// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.filter;

import java.net.SocketAddress;
import java.util.Objects;
import java.util.Optional;

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
        public void onTraffic(ConnectionInfo info, Upstream upstream, long receivedBytes, long sentBytes) {}

        @Override
        public void onClose(ConnectionInfo info, Summary summary) {}
    };

    /** A connection was accepted. */
    void onOpen(ConnectionInfo info);

    /**
     * Now and then while the connection lasts, first when it is known where it goes, and once before {@link #onClose}.
     *
     * @param receivedBytes from downstream since the last call
     * @param sentBytes     to downstream since the last call
     */
    void onTraffic(ConnectionInfo info, Upstream upstream, long receivedBytes, long sentBytes);

    /** It has ended. */
    void onClose(ConnectionInfo info, Summary summary);

    /**
     * Where a connection goes, as far as is known.
     *
     * @param cluster   chosen for it; empty when there was none
     * @param endpoint  text of the last endpoint tried; empty when there was none
     * @param remote    its address
     * @param local     this side's address of the connection to it
     * @param principal its verified SPIFFE id; empty without mutual TLS
     */
    record Upstream(
            String cluster,
            String endpoint,
            Optional<SocketAddress> remote,
            Optional<SocketAddress> local,
            String principal) {
        /** Nowhere yet. */
        public static final Upstream NONE = new Upstream("", "", Optional.empty(), Optional.empty(), "");

        public Upstream {
            Objects.requireNonNull(cluster);
            Objects.requireNonNull(endpoint);
            Objects.requireNonNull(remote);
            Objects.requireNonNull(local);
            Objects.requireNonNull(principal);
        }
    }

    /**
     * What a connection was.
     *
     * @param receivedBytes   from downstream
     * @param sentBytes       to downstream
     * @param durationNanos   from its acceptance on
     * @param flags           set of {@code ResponseFlag.bit()}
     * @param details         why it ended when not by the peers; empty otherwise
     */
    record Summary(
            Upstream upstream, long receivedBytes, long sentBytes, long durationNanos, long flags, String details) {}
}
