// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.examples.bookstore;

import bookstore.health.v1.HealthCheckRequest;
import bookstore.health.v1.HealthCheckResponse;
import bookstore.health.v1.HealthGrpc;
import bookstore.ratings.v1.GetRatingsRequest;
import bookstore.ratings.v1.GetRatingsResponse;
import bookstore.ratings.v1.RatingsGrpc;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Stars by reviewer, over gRPC; health by the standard gRPC health service. */
final class Ratings {
    private static final int STOP_SECONDS = 5;
    private static final int LAST_BOOK = 3;

    private final AppConfig config;

    Ratings(AppConfig config) {
        this.config = config;
    }

    RunningService start() throws IOException {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Server server = NettyServerBuilder.forAddress(config.listen())
                .executor(threads)
                .addService(new Answers(config.version()))
                .addService(new Health())
                .build()
                .start();
        return new RunningService() {
            @Override
            public InetSocketAddress address() {
                return new InetSocketAddress(config.listen().getAddress(), server.getPort());
            }

            @Override
            public void close() {
                server.shutdown();
                try {
                    if (!server.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                        server.shutdownNow();
                    }
                } catch (InterruptedException e) {
                    server.shutdownNow();
                    Thread.currentThread().interrupt();
                }
                threads.close();
            }
        };
    }

    private static final class Answers extends RatingsGrpc.RatingsImplBase {
        private final String version;

        Answers(String version) {
            this.version = version;
        }

        @Override
        public void getRatings(GetRatingsRequest request, StreamObserver<GetRatingsResponse> answer) {
            int book = request.getBook();
            if (book < 1 || book > LAST_BOOK) {
                answer.onError(Status.NOT_FOUND
                        .withDescription("no such book: " + book)
                        .asRuntimeException());
                return;
            }
            answer.onNext(GetRatingsResponse.newBuilder()
                    .putStars("Reader One", 5)
                    .putStars("Reader Two", 2 + book % 3)
                    .setVersion(version)
                    .build());
            answer.onCompleted();
        }
    }

    private static final class Health extends HealthGrpc.HealthImplBase {
        @Override
        public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
            answer.onNext(HealthCheckResponse.newBuilder()
                    .setStatus(HealthCheckResponse.ServingStatus.SERVING)
                    .build());
            answer.onCompleted();
        }
    }
}
