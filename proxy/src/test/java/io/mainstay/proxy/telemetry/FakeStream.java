// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.proxy.filter.ConnectionInfo;
import io.mainstay.proxy.filter.StreamInfo;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A stream that has ended as the test says. */
record FakeStream(
        ConnectionInfo connection,
        HttpProtocol protocol,
        String cluster,
        String upstreamPrincipal,
        int status,
        long flags)
        implements StreamInfo {

    static FakeStream answered(int status) {
        return new FakeStream(connection(""), HttpProtocol.HTTP_1_1, "", "", status, 0);
    }

    FakeStream from(String principal) {
        return new FakeStream(connection(principal), protocol, cluster, upstreamPrincipal, status, flags);
    }

    FakeStream to(String toCluster, String principal) {
        return new FakeStream(connection, protocol, toCluster, principal, status, flags);
    }

    FakeStream over(HttpProtocol carrier) {
        return new FakeStream(connection, carrier, cluster, upstreamPrincipal, status, flags);
    }

    private static ConnectionInfo connection(String principal) {
        return new ConnectionInfo(
                7,
                "inbound",
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 15006),
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 40000),
                !principal.isEmpty(),
                Optional.empty(),
                Optional.empty(),
                principal.isEmpty() ? Optional.empty() : Optional.of(principal),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public long startNanos() {
        return 0;
    }

    @Override
    public String virtualHost() {
        return "all";
    }

    @Override
    public String routeName() {
        return "";
    }

    @Override
    public String upstreamAddress() {
        return "127.0.0.3:8080";
    }

    @Override
    public Optional<SocketAddress> upstreamRemote() {
        return Optional.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.3"), 8080));
    }

    @Override
    public Optional<SocketAddress> upstreamLocal() {
        return Optional.of(new InetSocketAddress(InetAddress.ofLiteral("::1"), 50000));
    }

    @Override
    public String transportFailure() {
        return "";
    }

    @Override
    public String connectionDetails() {
        return "";
    }

    @Override
    public long requestNanos() {
        return 1_500_000;
    }

    @Override
    public long responseNanos() {
        return 2_500_000;
    }

    @Override
    public @Nullable Headers responseTrailers() {
        return null;
    }

    @Override
    public String details() {
        return "via_upstream";
    }

    @Override
    public long requestBytes() {
        return 12;
    }

    @Override
    public long responseBytes() {
        return 1024;
    }

    @Override
    public int attempts() {
        return 1;
    }
}
