// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.route.RouteDecision;
import io.mainstay.proxy.cluster.Endpoint;
import io.mainstay.proxy.filter.ConnectionInfo;
import io.mainstay.proxy.filter.StreamInfo;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpProtocol;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a stream, gathered as it goes. Reused with its stream. Confined to its event loop. */
final class StreamFacts implements StreamInfo {
    private @Nullable HttpConnection connection;
    private RouteDecision route = RouteDecision.Unrouted.NO_VIRTUAL_HOST;
    private @Nullable Endpoint endpoint;
    private @Nullable Headers request;
    private String cluster = "";
    private String upstreamPrincipal = "";
    private String details = "";
    private String transportFailure = "";
    private @Nullable SocketAddress upstreamLocal;
    private @Nullable Headers trailers;
    private long startNanos;
    private long requestNanos;
    private long responseNanos;
    private long flags;
    private long requestBytes;
    private long responseBytes;
    private int status;
    private int attempts;

    void begin(HttpConnection carrier, long nowNanos) {
        connection = carrier;
        route = RouteDecision.Unrouted.NO_VIRTUAL_HOST;
        endpoint = null;
        request = null;
        cluster = "";
        upstreamPrincipal = "";
        details = "";
        transportFailure = "";
        upstreamLocal = null;
        trailers = null;
        startNanos = nowNanos;
        requestNanos = -1;
        responseNanos = -1;
        flags = 0;
        requestBytes = 0;
        responseBytes = 0;
        status = 0;
        attempts = 0;
    }

    void end() {
        endpoint = null;
        upstreamLocal = null;
        trailers = null;
        request = null;
    }

    void request(Headers headers) {
        request = headers;
    }

    @Nullable
    Headers requestHeaders() {
        return request;
    }

    void route(RouteDecision decision) {
        route = decision;
    }

    void cluster(String name) {
        cluster = name;
    }

    void upstream(Endpoint chosen) {
        endpoint = chosen;
    }

    void countAttempt() {
        attempts++;
    }

    /** An attempt has a connection. */
    void upstream(SocketAddress local, String principal) {
        upstreamLocal = local;
        upstreamPrincipal = principal;
        transportFailure = "";
    }

    void transportFailure(String why) {
        transportFailure = why;
    }

    void requestEnded(long nowNanos) {
        requestNanos = nowNanos - startNanos;
    }

    void responseBegun(long nowNanos) {
        responseNanos = nowNanos - startNanos;
    }

    void trailers(Headers sent) {
        trailers = sent;
    }

    void flag(long bits, String why) {
        flags |= bits;
        if (!why.isEmpty()) {
            details = why;
        }
    }

    void clearFlags() {
        flags = 0;
        details = "";
    }

    void status(int code) {
        status = code;
    }

    void addRequestBytes(int count) {
        requestBytes += count;
    }

    void addResponseBytes(int count) {
        responseBytes += count;
    }

    @Override
    public ConnectionInfo connection() {
        HttpConnection carrier = connection;
        if (carrier == null) {
            throw new IllegalStateException("no stream has begun");
        }
        return carrier.info();
    }

    @Override
    public HttpProtocol protocol() {
        HttpConnection carrier = connection;
        return carrier == null ? HttpProtocol.HTTP_1_1 : carrier.protocol();
    }

    @Override
    public long startNanos() {
        return startNanos;
    }

    @Override
    public String virtualHost() {
        return route instanceof RouteDecision.Routed routed
                ? routed.virtualHost().name()
                : "";
    }

    @Override
    public String routeName() {
        return route instanceof RouteDecision.Routed routed ? routed.route().name() : "";
    }

    @Override
    public String cluster() {
        return cluster;
    }

    @Override
    public String upstreamAddress() {
        Endpoint last = endpoint;
        return last == null ? "" : last.toString();
    }

    @Override
    public Optional<SocketAddress> upstreamRemote() {
        return Optional.ofNullable(endpoint).map(Endpoint::socketAddress);
    }

    @Override
    public Optional<SocketAddress> upstreamLocal() {
        return Optional.ofNullable(upstreamLocal);
    }

    @Override
    public String transportFailure() {
        return transportFailure;
    }

    /** Nothing ends a connection under its streams for a reason of its own. */
    @Override
    public String connectionDetails() {
        return "";
    }

    @Override
    public long requestNanos() {
        return requestNanos;
    }

    @Override
    public long responseNanos() {
        return responseNanos;
    }

    @Override
    public @Nullable Headers responseTrailers() {
        return trailers;
    }

    @Override
    public String upstreamPrincipal() {
        return upstreamPrincipal;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public long flags() {
        return flags;
    }

    @Override
    public String details() {
        return details;
    }

    @Override
    public long requestBytes() {
        return requestBytes;
    }

    @Override
    public long responseBytes() {
        return responseBytes;
    }

    @Override
    public int attempts() {
        return attempts;
    }
}
