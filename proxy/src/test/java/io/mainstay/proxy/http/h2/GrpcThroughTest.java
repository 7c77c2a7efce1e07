// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A grpc-java client and a grpc-java server with both sides of the codec between them. */
class GrpcThroughTest {
    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
    };
    private static final MethodDescriptor<byte[], byte[]> UNARY = method(MethodDescriptor.MethodType.UNARY, "Unary");
    private static final MethodDescriptor<byte[], byte[]> FAIL = method(MethodDescriptor.MethodType.UNARY, "Fail");
    private static final MethodDescriptor<byte[], byte[]> MANY =
            method(MethodDescriptor.MethodType.SERVER_STREAMING, "Many");
    private static final MethodDescriptor<byte[], byte[]> CHAT =
            method(MethodDescriptor.MethodType.BIDI_STREAMING, "Chat");

    private final H2Bench bench = new H2Bench();
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private Server server;
    private ManagedChannel client;

    private static MethodDescriptor<byte[], byte[]> method(MethodDescriptor.MethodType type, String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder(BYTES, BYTES)
                .setType(type)
                .setFullMethodName("test.Test/" + name)
                .build();
    }

    @BeforeEach
    void start() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(service())
                .build()
                .start();
        H2ClientConnection up = bench.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()),
                H2Bench.OPTIONS,
                new H2Bench.Indifferent());
        InetSocketAddress proxy = bench.serve(H2Bench.OPTIONS, new Bridge(() -> up));
        client = NettyChannelBuilder.forAddress(proxy).usePlaintext().build();
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        server.shutdownNow();
        bench.close();
    }

    private ServerServiceDefinition service() {
        return ServerServiceDefinition.builder("test.Test")
                .addMethod(UNARY, ServerCalls.asyncUnaryCall((request, to) -> {
                    to.onNext(request);
                    to.onCompleted();
                }))
                .addMethod(
                        FAIL,
                        ServerCalls.asyncUnaryCall((request, to) -> to.onError(Status.NOT_FOUND
                                .withDescription("no such thing: ü")
                                .asRuntimeException())))
                .addMethod(MANY, ServerCalls.asyncServerStreamingCall(this::many))
                .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(GrpcThroughTest::chat))
                .build();
    }

    /** As many messages as the first byte says, each of the request's size; 0 is without end. */
    private void many(byte[] request, StreamObserver<byte[]> to) {
        ServerCallStreamObserver<byte[]> observer = (ServerCallStreamObserver<byte[]>) to;
        int count = request[0];
        observer.setOnCancelHandler(cancelled::countDown);
        Runnable pump = new Runnable() {
            private int sent;

            @Override
            public void run() {
                while (observer.isReady() && !observer.isCancelled()) {
                    observer.onNext(request);
                    if (++sent == count) {
                        observer.onCompleted();
                        return;
                    }
                }
            }
        };
        observer.setOnReadyHandler(pump);
        pump.run();
    }

    private static StreamObserver<byte[]> chat(StreamObserver<byte[]> to) {
        return new StreamObserver<>() {
            @Override
            public void onNext(byte[] value) {
                to.onNext(value);
            }

            @Override
            public void onError(Throwable t) {}

            @Override
            public void onCompleted() {
                to.onCompleted();
            }
        };
    }

    private byte[] unary(MethodDescriptor<byte[], byte[]> method, byte[] request) {
        return ClientCalls.blockingUnaryCall(
                client, method, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS), request);
    }

    @Test
    void aUnaryCallAnswers() {
        assertThat(unary(UNARY, new byte[] {1, 2, 3})).containsExactly(1, 2, 3);
    }

    @Test
    void aMessageLargerThanEveryWindowGoesThroughBothWays() {
        byte[] large = new byte[3_000_000];
        large[large.length - 1] = 7;

        assertThat(unary(UNARY, large)).isEqualTo(large);
    }

    @Test
    void aStatusInTrailersArrivesWithItsMessage() {
        assertThatThrownBy(() -> unary(FAIL, new byte[0]))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("NOT_FOUND: no such thing: ü");
    }

    @Test
    void manyMessagesArriveInOrderAndTheCallEnds() {
        Iterator<byte[]> messages =
                ClientCalls.blockingServerStreamingCall(client, MANY, CallOptions.DEFAULT, filled(100, 20_000));

        List<byte[]> all = new ArrayList<>();
        messages.forEachRemaining(all::add);
        assertThat(all).hasSize(100).allMatch(message -> message.length == 20_000);
    }

    @Test
    void aCallThatTheClientCancelsIsCancelledAtTheServer() throws InterruptedException {
        Context.CancellableContext context = Context.current().withCancellation();
        context.run(() -> {
            Iterator<byte[]> endless =
                    ClientCalls.blockingServerStreamingCall(client, MANY, CallOptions.DEFAULT, filled(0, 50_000));
            assertThat(endless.next()).hasSize(50_000);
            context.cancel(null);
            assertThatThrownBy(() -> endless.forEachRemaining(message -> {}))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("CANCELLED");
        });

        assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void bothSidesMayTalkInTurn() {
        CompletableFuture<List<Integer>> heard = new CompletableFuture<>();
        List<Integer> lengths = new ArrayList<>();
        List<StreamObserver<byte[]>> talk = new ArrayList<>();
        talk.add(ClientCalls.asyncBidiStreamingCall(client.newCall(CHAT, CallOptions.DEFAULT), new StreamObserver<>() {
            @Override
            public void onNext(byte[] value) {
                lengths.add(value.length);
                if (lengths.size() < 5) {
                    talk.getFirst().onNext(new byte[lengths.size() + 1]);
                } else {
                    talk.getFirst().onCompleted();
                }
            }

            @Override
            public void onError(Throwable t) {
                heard.completeExceptionally(t);
            }

            @Override
            public void onCompleted() {
                heard.complete(lengths);
            }
        }));

        talk.getFirst().onNext(new byte[1]);

        assertThat(heard.orTimeout(20, TimeUnit.SECONDS).join()).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void hundredCallsShareOneConnection() {
        List<CompletableFuture<byte[]>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            CompletableFuture<byte[]> call = new CompletableFuture<>();
            calls.add(call);
            byte[] request = filled(i, 1000);
            ClientCalls.asyncUnaryCall(client.newCall(UNARY, CallOptions.DEFAULT), request, new StreamObserver<>() {
                @Override
                public void onNext(byte[] value) {
                    call.complete(value);
                }

                @Override
                public void onError(Throwable t) {
                    call.completeExceptionally(t);
                }

                @Override
                public void onCompleted() {}
            });
        }

        assertThat(calls.stream()
                        .map(call -> call.orTimeout(20, TimeUnit.SECONDS).join()[0]))
                .hasSize(100);
    }

    private static byte[] filled(int first, int length) {
        byte[] bytes = new byte[length];
        bytes[0] = (byte) first;
        return bytes;
    }
}
