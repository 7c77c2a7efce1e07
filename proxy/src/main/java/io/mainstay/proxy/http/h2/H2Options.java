// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import io.mainstay.engine.listener.Http2Keepalive;
import io.mainstay.engine.listener.Http2Options;
import io.mainstay.engine.listener.HttpLimits;
import io.netty.handler.codec.http2.Http2Settings;
import java.time.Duration;

/**
 * How an HTTP/2 connection behaves: what is announced in SETTINGS and what is enforced.
 *
 * @param maxConcurrentStreams  streams the peer may open (server), or that are opened on one connection (client)
 * @param streamWindowBytes     what a peer may send on one stream before it is read
 * @param connectionWindowBytes the same for all streams together
 * @param maxHeadBytes          size of a header list as RFC 9113 section 6.5.2 counts it
 * @param maxHeaders            number of fields
 * @param hpackTableSize        size of the dynamic table offered to the peer
 * @param allowConnect          extended CONNECT (RFC 8441): WebSocket over HTTP/2
 * @param maxControlFrames      answers to control frames that may wait to be sent
 * @param keepalive             whether the peer is asked for signs of life
 * @param drainNanos            between the two GOAWAYs, if the peer does not answer a PING before
 */
public record H2Options(
        int maxConcurrentStreams,
        int streamWindowBytes,
        int connectionWindowBytes,
        int maxHeadBytes,
        int maxHeaders,
        int hpackTableSize,
        boolean allowConnect,
        int maxControlFrames,
        Http2Keepalive keepalive,
        long drainNanos) {
    private static final char ENABLE_CONNECT_PROTOCOL = 8;
    private static final int DEFAULT_HPACK_TABLE = 4096;

    /** From a listener's or a cluster's configuration. */
    public static H2Options of(Http2Options http2, HttpLimits limits, Duration drain) {
        return new H2Options(
                http2.maxConcurrentStreams(),
                http2.initialStreamWindowBytes(),
                http2.initialConnectionWindowBytes(),
                limits.maxHeadersKb() * 1024,
                limits.maxHeadersCount(),
                http2.hpackTableSize(),
                http2.allowConnect(),
                http2.maxOutboundControlFrames(),
                http2.keepalive(),
                drain.toNanos());
    }

    Http2Settings serverSettings() {
        Http2Settings settings = common().maxConcurrentStreams(maxConcurrentStreams);
        if (allowConnect) {
            settings.put(ENABLE_CONNECT_PROTOCOL, Long.valueOf(1));
        }
        return settings;
    }

    Http2Settings clientSettings() {
        return common().pushEnabled(false).maxConcurrentStreams(0);
    }

    private Http2Settings common() {
        Http2Settings settings =
                new Http2Settings().initialWindowSize(streamWindowBytes).maxHeaderListSize(maxHeadBytes);
        return hpackTableSize == DEFAULT_HPACK_TABLE ? settings : settings.headerTableSize(hpackTableSize);
    }

    /** Whether a peer's settings offer extended CONNECT. */
    static boolean offersConnect(Http2Settings settings) {
        Long value = settings.get(ENABLE_CONNECT_PROTOCOL);
        return value != null && value == 1;
    }
}
