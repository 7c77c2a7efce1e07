// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.engine.listener.Http2Keepalive;
import io.mainstay.proxy.stream.HttpStream;
import io.mainstay.proxy.stream.MessageSink;
import io.mainstay.proxy.stream.ProtocolFault;
import io.mainstay.proxy.stream.StreamFactory;
import io.mainstay.proxy.stream.UpstreamConnection;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signs of life on both sides, with a peer made of bytes that answers a PING or does not. */
@Timeout(30)
class KeepaliveTest {
    private static final int PING = 6;
    private static final int ACK = 1;
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EMPTY_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
    private static final H2Options OFTEN =
            H2Bench.options(10, 65_535, new Http2Keepalive(Duration.ofMillis(30), Duration.ofMillis(300), 15));

    private final H2Bench bench = new H2Bench();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void aServerKeepsAClientThatAnswersAndLeavesOneThatDoesNot() throws IOException {
        InetSocketAddress address = bench.serve(OFTEN, new Nobody());

        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            client.getOutputStream().write(PREFACE);
            client.getOutputStream().write(EMPTY_SETTINGS);
            assertThat(answer(client, 4))
                    .as("pings of a server whose client answers")
                    .isEqualTo(4);
            assertThat(answer(client, 0)).as("pings before it gives up").isEqualTo(1);
        }
    }

    @Test
    void aClientLeavesAServerThatDoesNotAnswer() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            bench.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()),
                    OFTEN,
                    new Watching(closed));
            try (Socket socket = server.accept()) {
                socket.getInputStream().readNBytes(PREFACE.length);
                socket.getOutputStream().write(EMPTY_SETTINGS);
                assertThat(answer(socket, 2)).isEqualTo(2);
                assertThat(closed.getCount()).isEqualTo(1);
                assertThat(answer(socket, 0)).isEqualTo(1);
                assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void withoutKeepaliveNobodyIsPinged() throws IOException {
        InetSocketAddress address = bench.serve(H2Bench.options(10, 65_535), new Nobody());

        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            client.setSoTimeout(500);
            client.getOutputStream().write(PREFACE);
            client.getOutputStream().write(EMPTY_SETTINGS);
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> answer(client, 1))
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void theIntervalIsLongerByChanceAndNeverShorter() {
        Http2Keepalive times = new Http2Keepalive(Duration.ofSeconds(1), Duration.ofSeconds(1), 20);

        assertThat(times.intervalNanos(0)).isEqualTo(1_000_000_000);
        assertThat(times.intervalNanos(200_000_000)).isEqualTo(1_200_000_000);
        assertThat(times.intervalNanos(200_000_001)).isEqualTo(1_000_000_000);
    }

    /** Answers so many PINGs, or with 0 none until the connection ends; returns how many came. */
    private static int answer(Socket socket, int wanted) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        int pings = 0;
        while (wanted == 0 || pings < wanted) {
            byte[] head = new byte[9];
            try {
                in.readFully(head);
            } catch (EOFException _) {
                return pings;
            }
            int length = ((head[0] & 0xff) << 16) | ((head[1] & 0xff) << 8) | (head[2] & 0xff);
            byte[] body = in.readNBytes(length);
            if (head[3] == PING && (head[4] & ACK) == 0) {
                pings++;
                if (wanted > 0) {
                    head[4] = ACK;
                    out.write(head);
                    out.write(body);
                }
            }
        }
        return pings;
    }

    /** Takes no streams. */
    private static final class Nobody implements StreamFactory {
        @Override
        public MessageSink newStream(HttpStream response) {
            throw new IllegalStateException("no stream was asked for");
        }

        @Override
        public void onProtocolFault(ProtocolFault fault) {}
    }

    /** Notices the end. */
    private record Watching(CountDownLatch closed) implements UpstreamConnection.Owner {
        @Override
        public void onAvailable(UpstreamConnection connection) {}

        @Override
        public void onDraining(UpstreamConnection connection) {}

        @Override
        public void onClosed(UpstreamConnection connection) {
            closed.countDown();
        }
    }
}
