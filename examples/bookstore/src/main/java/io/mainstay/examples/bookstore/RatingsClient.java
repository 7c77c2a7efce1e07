// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.examples.bookstore;

import bookstore.ratings.v1.GetRatingsRequest;
import bookstore.ratings.v1.RatingsGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Asks ratings over gRPC, one try a call. */
final class RatingsClient {
    private static final int DEADLINE_SECONDS = 10;

    private final ManagedChannel channel;

    RatingsClient(InetSocketAddress address) {
        channel = NettyChannelBuilder.forAddress(address)
                .usePlaintext()
                .disableRetry()
                .build();
    }

    Map<String, Integer> stars(int book, Map<String, String> trace) throws IOException {
        Metadata headers = new Metadata();
        trace.forEach((name, value) -> headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
        try {
            return RatingsGrpc.newBlockingStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .getRatings(GetRatingsRequest.newBuilder().setBook(book).build())
                    .getStarsMap();
        } catch (StatusRuntimeException e) {
            throw new IOException("ratings: " + e.getStatus(), e);
        }
    }

    void close() {
        channel.shutdown();
    }
}
