// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Times of an HTTP connection manager. Zero is none, everywhere.
 *
 * @param idle                  {@code common_http_protocol_options.idle_timeout}: connection without a stream; default 1 h
 * @param maxConnectionDuration {@code common_http_protocol_options.max_connection_duration}: then it drains
 * @param maxStreamDuration     {@code common_http_protocol_options.max_stream_duration}
 * @param streamIdle            {@code stream_idle_timeout}: no byte either way; default 5 min; a route may override
 * @param streamFlush           {@code stream_flush_timeout}: none of a complete answer is taken by the client; empty: the stream's idle timeout; a route may override
 * @param request               {@code request_timeout}: to the end of the request
 * @param requestHeaders        {@code request_headers_timeout}: from its first byte to the end of the head
 * @param drain                 {@code drain_timeout}: how long a client may take to learn of a drain: between the two GOAWAYs, and until an idle HTTP/1.1 connection is closed; default 5 s
 * @param delayedClose          {@code delayed_close_timeout}: lets the peer read the last response; default 1 s
 */
public record HttpTimeouts(
        Duration idle,
        Duration maxConnectionDuration,
        Duration maxStreamDuration,
        Duration streamIdle,
        Optional<Duration> streamFlush,
        Duration request,
        Duration requestHeaders,
        Duration drain,
        Duration delayedClose) {
    /** Envoy's. */
    public static final HttpTimeouts DEFAULT = new HttpTimeouts(
            Duration.ofHours(1),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofMinutes(5),
            Optional.empty(),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofSeconds(5),
            Duration.ofSeconds(1));

    public HttpTimeouts {
        Objects.requireNonNull(idle);
        Objects.requireNonNull(maxConnectionDuration);
        Objects.requireNonNull(maxStreamDuration);
        Objects.requireNonNull(streamIdle);
        Objects.requireNonNull(streamFlush);
        Objects.requireNonNull(request);
        Objects.requireNonNull(requestHeaders);
        Objects.requireNonNull(drain);
        Objects.requireNonNull(delayedClose);
    }
}
