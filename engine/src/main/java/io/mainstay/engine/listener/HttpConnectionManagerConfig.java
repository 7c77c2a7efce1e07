// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.listener;

import io.mainstay.engine.core.AccessLogConfig;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Serves HTTP on a connection ({@code http_connection_manager.v3.HttpConnectionManager}).
 *
 * @param routes           where routes come from
 * @param httpFilters      in request order; the last is the router
 * @param timeouts         of connections and streams
 * @param http1            {@code http_protocol_options}
 * @param http2            {@code http2_protocol_options}
 * @param limits           on heads and streams
 * @param serverName       {@code server_name}, for the {@code server} header; default {@code envoy}
 * @param serverHeader     what to do with the upstream's {@code server} header
 * @param forwarding       addresses and client certificates
 * @param requestId        {@code x-request-id}
 * @param paths            normalisation before routing
 * @param upgrades         by type, e.g. {@code websocket}, {@code CONNECT}
 * @param localReply       changes to replies the proxy makes itself; empty: Envoy's plain ones
 * @param via              appended as {@code via}; empty: none
 */
public record HttpConnectionManagerConfig(
        String statPrefix,
        CodecType codecType,
        RouteSource routes,
        List<HttpFilterConfig> httpFilters,
        HttpTimeouts timeouts,
        Http1Options http1,
        Http2Options http2,
        HttpLimits limits,
        String serverName,
        ServerHeaderTransformation serverHeader,
        ForwardingOptions forwarding,
        RequestIdOptions requestId,
        PathOptions paths,
        List<UpgradeConfig> upgrades,
        List<AccessLogConfig> accessLog,
        Optional<LocalReplyConfig> localReply,
        String via)
        implements NetworkFilterConfig {
    public HttpConnectionManagerConfig {
        Objects.requireNonNull(statPrefix);
        Objects.requireNonNull(codecType);
        Objects.requireNonNull(routes);
        httpFilters = List.copyOf(httpFilters);
        Objects.requireNonNull(timeouts);
        Objects.requireNonNull(http1);
        Objects.requireNonNull(http2);
        Objects.requireNonNull(limits);
        Objects.requireNonNull(serverName);
        Objects.requireNonNull(serverHeader);
        Objects.requireNonNull(forwarding);
        Objects.requireNonNull(requestId);
        Objects.requireNonNull(paths);
        upgrades = List.copyOf(upgrades);
        accessLog = List.copyOf(accessLog);
        Objects.requireNonNull(localReply);
        Objects.requireNonNull(via);
    }

    /** {@code CodecType}. */
    public enum CodecType {
        /** By ALPN, else by the first bytes (HTTP/2 preface or not). */
        AUTO,
        HTTP1,
        HTTP2
    }

    /** {@code ServerHeaderTransformation}. */
    public enum ServerHeaderTransformation {
        OVERWRITE,
        APPEND_IF_ABSENT,
        PASS_THROUGH
    }
}
