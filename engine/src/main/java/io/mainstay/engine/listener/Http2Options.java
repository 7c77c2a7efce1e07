// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import java.util.Objects;

/**
 * HTTP/2 ({@code core.v3.Http2ProtocolOptions}).
 *
 * @param hpackTableSize              default 4096
 * @param maxConcurrentStreams        1..2^31-1; default 100
 * @param initialStreamWindowBytes    65535..2^31-1; default 64 KiB: what a stream that nobody reads may pile up
 * @param initialConnectionWindowBytes 65535..2^31-1; default 1 MiB
 * @param allowConnect                {@code allow_connect}: extended CONNECT (RFC 8441)
 * @param maxOutboundFrames           default 10,000
 * @param maxOutboundControlFrames    default 1,000
 * @param keepalive                   {@code connection_keepalive}
 */
public record Http2Options(
        int hpackTableSize,
        int maxConcurrentStreams,
        int initialStreamWindowBytes,
        int initialConnectionWindowBytes,
        boolean allowConnect,
        int maxOutboundFrames,
        int maxOutboundControlFrames,
        Http2Keepalive keepalive) {
    /** What Envoy advises for its edge, instead of its defaults, which let one peer take gigabytes. */
    public static final Http2Options DEFAULT =
            new Http2Options(4096, 100, 1 << 16, 1 << 20, false, 10_000, 1_000, Http2Keepalive.NONE);

    public Http2Options {
        Objects.requireNonNull(keepalive);
    }
}
