// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.proxy.filter.ConnectionInfo;
import io.mainstay.proxy.filter.ConnectionObserver.Summary;
import io.mainstay.proxy.filter.StreamInfo;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpProtocol;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A whole connection, told as the one stream it was: the same operators serve both, and what only HTTP has is absent. */
record ConnectionAsStream(ConnectionInfo connection, Summary summary) implements StreamInfo {
    @Override
    public boolean isHttp() {
        return false;
    }

    @Override
    public HttpProtocol protocol() {
        return HttpProtocol.HTTP_1_1;
    }

    @Override
    public long startNanos() {
        return 0;
    }

    @Override
    public String virtualHost() {
        return "";
    }

    @Override
    public String routeName() {
        return "";
    }

    @Override
    public String cluster() {
        return summary.upstream().cluster();
    }

    @Override
    public String upstreamAddress() {
        return summary.upstream().endpoint();
    }

    @Override
    public Optional<SocketAddress> upstreamRemote() {
        return summary.upstream().remote();
    }

    @Override
    public Optional<SocketAddress> upstreamLocal() {
        return summary.upstream().local();
    }

    @Override
    public String transportFailure() {
        return "";
    }

    @Override
    public String upstreamPrincipal() {
        return summary.upstream().principal();
    }

    @Override
    public int status() {
        return 0;
    }

    @Override
    public long flags() {
        return summary.flags();
    }

    @Override
    public String details() {
        return "";
    }

    @Override
    public String connectionDetails() {
        return summary.details();
    }

    @Override
    public long requestNanos() {
        return -1;
    }

    @Override
    public long responseNanos() {
        return -1;
    }

    @Override
    public @Nullable Headers responseTrailers() {
        return null;
    }

    @Override
    public long requestBytes() {
        return summary.receivedBytes();
    }

    @Override
    public long responseBytes() {
        return summary.sentBytes();
    }

    @Override
    public int attempts() {
        return summary.upstream().endpoint().isEmpty() ? 0 : 1;
    }
}
