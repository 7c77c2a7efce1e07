// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.training;

import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** A foreign control plane that has nothing to say: the stream and the first answers are what a proxy must know. */
final class DiscoveryServer extends AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase
        implements AutoCloseable {
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final Server server;

    private DiscoveryServer() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(this)
                .build()
                .start();
    }

    static DiscoveryServer start() throws IOException {
        return new DiscoveryServer();
    }

    int port() {
        return server.getPort();
    }

    /** Answers the proxy has accepted. */
    int acknowledged() {
        return acknowledged.get();
    }

    @Override
    public StreamObserver<DiscoveryRequest> streamAggregatedResources(StreamObserver<DiscoveryResponse> answers) {
        return new StreamObserver<>() {
            @Override
            public void onNext(DiscoveryRequest request) {
                if (request.getResponseNonce().isEmpty()) {
                    answers.onNext(DiscoveryResponse.newBuilder()
                            .setTypeUrl(request.getTypeUrl())
                            .setVersionInfo("1")
                            .setNonce("1")
                            .build());
                } else if (!request.hasErrorDetail()) {
                    acknowledged.incrementAndGet();
                }
            }

            @Override
            public void onError(Throwable failure) {
                // The proxy has ended.
            }

            @Override
            public void onCompleted() {
                answers.onCompleted();
            }
        };
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
