// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;

/** How TLS stands in a channel's pipeline: the handler, and behind it whoever waits for the handshake. */
final class TlsPipeline {
    /** Bound of a handshake where configuration sets none: a silent peer must not hold a socket for ever. */
    private static final Duration LONGEST_HANDSHAKE = Duration.ofSeconds(30);

    private TlsPipeline() {}

    static void add(Channel channel, SslHandler handler, HandshakeObserver observer) {
        handler.setHandshakeTimeoutMillis(LONGEST_HANDSHAKE.toMillis());
        channel.pipeline().addLast(handler, observer);
        // Reading is held by the caller; the handler asks for more itself until the handshake is done.
        channel.read();
    }
}
