// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.filter;

import io.netty.channel.Channel;
import java.util.Optional;

/**
 * What stands between a socket and its codec: nothing, or TLS. Immutable, shared by loops; opened once per connection.
 */
public interface TransportSocket {
    /** Bytes as they are. */
    TransportSocket PLAINTEXT = new TransportSocket() {
        @Override
        public void open(Channel channel, Opened opened) {
            opened.ready(TransportInfo.PLAINTEXT);
        }

        @Override
        public boolean secure() {
            return false;
        }
    };

    /**
     * Adds its handlers to the channel's pipeline and reports once, on the event loop, possibly before it returns. Called on the event loop with an active channel whose reading is
     * held; the socket may read for its handshake.
     */
    void open(Channel channel, Opened opened);

    /** Whether it encrypts. */
    boolean secure();

    /** How opening went. */
    interface Opened {
        /** Ready for application bytes. */
        void ready(TransportInfo info);

        /**
         * Not to be used; the socket has closed the channel or is about to.
         *
         * @param reason for logs and response details
         */
        void failed(String reason);
    }

    /**
     * What is known once the transport is ready.
     *
     * @param secure whether it is TLS
     * @param serverName SNI, lower case
     * @param alpn protocol agreed on
     * @param peerPrincipal the peer's verified SPIFFE id
     * @param localPrincipal SPIFFE id of the certificate presented by this side
     * @param tls what else is known of it; empty for plaintext
     */
    record TransportInfo(
            boolean secure,
            Optional<String> serverName,
            Optional<String> alpn,
            Optional<String> peerPrincipal,
            Optional<String> localPrincipal,
            Optional<TlsFacts> tls) {
        /** Nothing is known. */
        public static final TransportInfo PLAINTEXT = new TransportInfo(
                false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
