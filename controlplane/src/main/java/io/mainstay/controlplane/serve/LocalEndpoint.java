// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.serve;

import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A plaintext port for nodes on the control plane's own machine, such as an Envoy under test: loopback only, no identities, and so never
 * secrets.
 */
public final class LocalEndpoint implements AutoCloseable {
    private static final int MAX_REQUEST_BYTES = 16 << 20;
    private static final long KEEPALIVE_SECONDS = 30;
    private static final long PERMITTED_KEEPALIVE_SECONDS = 5;
    private static final long CLOSE_SECONDS = 1;

    private final Server server;

    /**
     * A port that is not bound yet.
     *
     * @param port 0 takes any that is free
     */
    public LocalEndpoint(int port, List<BindableService> services) {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        InsecureServerCredentials.create())
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .maxInboundMessageSize(MAX_REQUEST_BYTES)
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(PERMITTED_KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
        services.forEach(builder::addService);
        server = builder.build();
    }

    /** Binds. */
    public LocalEndpoint start() throws IOException {
        server.start();
        return this;
    }

    /** The port bound. */
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdown();
        try {
            if (!server.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
