// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.cluster;

import io.mainstay.engine.listener.Http1Options;
import io.mainstay.engine.listener.Http2Options;
import io.mainstay.engine.listener.HttpLimits;
import java.time.Duration;
import java.util.Objects;

/**
 * How HTTP is spoken to a cluster ({@code extensions.upstreams.http.v3.HttpProtocolOptions}, or the deprecated fields of the
 * cluster itself).
 *
 * @param protocol              which HTTP
 * @param idleTimeout           of a connection without a stream; zero: none; default 1 h
 * @param maxConnectionDuration then no new stream; zero: none
 * @param maxStreamDuration     zero: none
 * @param limits                on responses, and requests per connection
 * @param autoSni               {@code auto_sni}: SNI from the request's authority
 * @param autoSanValidation     {@code auto_san_validation}: the certificate must be for that SNI
 */
public record UpstreamHttpOptions(
        Protocol protocol,
        Http1Options http1,
        Http2Options http2,
        Duration idleTimeout,
        Duration maxConnectionDuration,
        Duration maxStreamDuration,
        HttpLimits limits,
        boolean autoSni,
        boolean autoSanValidation) {
    /** Envoy's: HTTP/1.1. */
    public static final UpstreamHttpOptions DEFAULT = new UpstreamHttpOptions(
            Protocol.HTTP1,
            Http1Options.DEFAULT,
            Http2Options.DEFAULT,
            Duration.ofHours(1),
            Duration.ZERO,
            Duration.ZERO,
            HttpLimits.DEFAULT,
            false,
            false);

    public UpstreamHttpOptions {
        Objects.requireNonNull(protocol);
        Objects.requireNonNull(http1);
        Objects.requireNonNull(http2);
        Objects.requireNonNull(idleTimeout);
        Objects.requireNonNull(maxConnectionDuration);
        Objects.requireNonNull(maxStreamDuration);
        Objects.requireNonNull(limits);
    }

    /** Which HTTP is spoken. */
    public enum Protocol {
        /** {@code explicit_http_config.http_protocol_options}. */
        HTTP1,
        /** {@code explicit_http_config.http2_protocol_options}. */
        HTTP2,
        /** {@code use_downstream_protocol_config}. */
        AS_DOWNSTREAM,
        /** {@code auto_config}: by ALPN; needs TLS. */
        AUTO
    }
}
