// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.engine.ResponseFlag;
import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.core.RoutingPriority;
import io.mainstay.engine.listener.TcpProxyConfig;
import io.mainstay.engine.tls.DownstreamTls;
import io.mainstay.engine.tls.UpstreamTls;
import io.mainstay.proxy.cluster.CircuitBreaker;
import io.mainstay.proxy.cluster.Cluster;
import io.mainstay.proxy.cluster.ClusterChange;
import io.mainstay.proxy.cluster.ClusterDirectory;
import io.mainstay.proxy.cluster.Configs;
import io.mainstay.proxy.cluster.FakeScheduler;
import io.mainstay.proxy.cluster.HoldHook;
import io.mainstay.proxy.filter.ConnectionInfo;
import io.mainstay.proxy.filter.ConnectionObserver;
import io.mainstay.proxy.filter.TransportSocket;
import io.mainstay.proxy.filter.TransportSockets;
import io.mainstay.proxy.runtime.Counters;
import io.mainstay.proxy.runtime.LoopGroup;
import io.mainstay.proxy.runtime.Worker;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The TCP proxy between blocking sockets of the JDK. */
class TcpProxyTest {
    /** What a server does with a connection. */
    private interface Talk {
        void with(Socket socket) throws IOException;
    }

    private static final TransportSockets NO_TLS = new TransportSockets() {
        @Override
        public TransportSocket downstream(DownstreamTls tls) {
            throw new IllegalStateException();
        }

        @Override
        public TransportSocket upstream(UpstreamTls tls, String serverName, Optional<String> callerIdentity) {
            throw new IllegalStateException();
        }
    };

    private final LoopGroup group = new LoopGroup(1);
    private final Worker worker =
            new Worker(0, group.loops().getFirst(), new Counters(1), new Random(1), InstantSource.system());
    private final ClusterDirectory directory =
            new ClusterDirectory(new FakeScheduler(), (name, family, then) -> {}, new Random(1), HoldHook.REFUSE);
    private final BlockingQueue<ConnectionObserver.Summary> ended = new LinkedBlockingQueue<>();
    private ServerSocket server;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        group.close();
    }

    private void serve(Talk talk) {
        Thread.ofPlatform().daemon().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofPlatform().daemon().start(() -> {
                        try (socket) {
                            talk.with(socket);
                        } catch (IOException gone) {
                            // The test looks at the other end.
                        }
                    });
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private String serverAddress() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** A port on which nobody listens. */
    private static String refusing() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    private Cluster cluster() {
        return directory.find("c").orElseThrow();
    }

    private InetSocketAddress proxy(Duration idle, int attempts, String... endpoints) {
        ClusterConfig cluster = Configs.cluster("c", Configs.fixed(endpoints));
        directory.apply(ClusterChange.put(List.of(cluster)));
        TcpProxyConfig config = new TcpProxyConfig(
                "t", List.of(new TcpProxyConfig.ClusterWeight("c", 1)), idle, attempts, Duration.ZERO, List.of());
        ConnectionObserver observer = new ConnectionObserver() {
            @Override
            public void onOpen(ConnectionInfo info) {}

            @Override
            public void onTraffic(ConnectionInfo info, Upstream upstream, long receivedBytes, long sentBytes) {}

            @Override
            public void onClose(ConnectionInfo info, Summary summary) {
                ended.add(summary);
            }
        };
        TcpProxyFilter filter = new TcpProxyFilter(
                new TcpSettings(config, directory::clusters, observer),
                worker,
                new TcpConnector(worker, group, NO_TLS));
        Channel listener = new ServerBootstrap()
                .group(worker.loop())
                .channel(group.serverChannel())
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        filter.accept(channel, info(channel));
                        channel.config().setAutoRead(true);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        return (InetSocketAddress) listener.localAddress();
    }

    private static ConnectionInfo info(Channel channel) {
        return new ConnectionInfo(
                1,
                "l",
                channel.localAddress(),
                channel.remoteAddress(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Socket connect(InetSocketAddress proxy) throws IOException {
        Socket socket = new Socket(proxy.getAddress(), proxy.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private ConnectionObserver.Summary summary() throws InterruptedException {
        ConnectionObserver.Summary summary = ended.poll(20, TimeUnit.SECONDS);
        assertThat(summary).isNotNull();
        return summary;
    }

    private static void echo(Socket socket) throws IOException {
        socket.getOutputStream().write("220 ready\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.getInputStream().transferTo(socket.getOutputStream());
    }

    @Test
    void aServerThatSpeaksFirstIsHeardBeforeTheClientSaysAnything() throws Exception {
        serve(TcpProxyTest::echo);
        try (Socket client = connect(proxy(Duration.ofHours(1), 1, serverAddress()))) {
            assertThat(new String(client.getInputStream().readNBytes(11), StandardCharsets.US_ASCII))
                    .isEqualTo("220 ready\r\n");

            client.getOutputStream().write("ping".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.getInputStream().readNBytes(4)).isEqualTo("ping".getBytes(StandardCharsets.US_ASCII));
        }
        ConnectionObserver.Summary summary = summary();
        assertThat(summary.receivedBytes()).isEqualTo(4);
        assertThat(summary.sentBytes()).isEqualTo(15);
        assertThat(summary.upstream().endpoint()).isEqualTo(serverAddress());
        assertThat(summary.flags()).isZero();
    }

    @Test
    void afterTheClientHasEndedItsHalfTheAnswerStillComes() throws Exception {
        serve(socket -> {
            byte[] all = socket.getInputStream().readAllBytes();
            socket.getOutputStream().write(Integer.toString(all.length).getBytes(StandardCharsets.US_ASCII));
        });
        try (Socket client = connect(proxy(Duration.ofHours(1), 1, serverAddress()))) {
            client.getOutputStream().write(new byte[300_000]);
            client.shutdownOutput();

            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("300000");
        }
        assertThat(summary().flags()).isZero();
        assertThat(cluster().breaker(RoutingPriority.DEFAULT).active(CircuitBreaker.Resource.CONNECTIONS))
                .isZero();
    }

    @Test
    void anEndpointThatRefusesIsTriedOnceAndThenAnother() throws Exception {
        serve(TcpProxyTest::echo);
        InetSocketAddress proxy = proxy(Duration.ofHours(1), 2, refusing(), serverAddress());

        for (int i = 0; i < 10; i++) {
            try (Socket client = connect(proxy)) {
                assertThat(client.getInputStream().read()).isEqualTo('2');
            }
        }
    }

    @Test
    void withoutAnotherAttemptTheClientIsClosed() throws Exception {
        try (Socket client = connect(proxy(Duration.ofHours(1), 1, refusing()))) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        ConnectionObserver.Summary summary = summary();
        assertThat(summary.flags()).isEqualTo(ResponseFlag.UPSTREAM_CONNECTION_FAILURE.bit());
        assertThat(cluster().breaker(RoutingPriority.DEFAULT).active(CircuitBreaker.Resource.CONNECTIONS))
                .isZero();
    }

    @Test
    void aClusterWithoutEndpointsClosesTheClient() throws Exception {
        try (Socket client = connect(proxy(Duration.ofHours(1), 1))) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(summary().flags()).isEqualTo(ResponseFlag.NO_HEALTHY_UPSTREAM.bit());
    }

    @Test
    void aConnectionOnWhichNothingMovesIsClosed() throws Exception {
        serve(TcpProxyTest::echo);
        try (Socket client = connect(proxy(Duration.ofMillis(50), 1, serverAddress()))) {
            // Whether the greeting still comes through depends on the machine.
            assertThat(client.getInputStream().readAllBytes()).hasSizeLessThanOrEqualTo(11);
        }
        assertThat(summary().details()).isEqualTo("idle_timeout");
    }

    @Test
    void aServerThatResetsEndsTheClient() throws Exception {
        serve(socket -> {
            socket.getInputStream().read();
            socket.setSoLinger(true, 0);
        });
        try (Socket client = connect(proxy(Duration.ofHours(1), 1, serverAddress()))) {
            client.getOutputStream().write(1);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(summary().flags()).isEqualTo(ResponseFlag.UPSTREAM_CONNECTION_TERMINATION.bit());
    }

    @Test
    @Tag("slow")
    void aClientThatDoesNotReadStopsTheServerAndThenGetsEverything() throws Exception {
        // Given
        long total = 100L << 20;
        AtomicLong written = new AtomicLong();
        serve(socket -> {
            OutputStream out = socket.getOutputStream();
            byte[] chunk = new byte[64 * 1024];
            while (written.get() < total) {
                out.write(chunk);
                written.addAndGet(chunk.length);
            }
        });
        try (Socket client = connect(proxy(Duration.ofHours(1), 1, serverAddress()))) {
            InputStream in = client.getInputStream();
            in.read();

            // When
            long before = -1;
            for (long now = written.get(); now != before; now = written.get()) {
                before = now;
                awaitChange(written, now);
            }

            // Then
            assertThat(before).isLessThan(32L << 20);
            long got = 1;
            byte[] buffer = new byte[1 << 20];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                got += read;
            }
            assertThat(got).isEqualTo(total);
        }
    }

    /** Returns when the value has changed, or has not within a time in which a running server would have written a thousand times. */
    private static void awaitChange(AtomicLong value, long from) {
        long deadline = System.nanoTime() + Duration.ofMillis(300).toNanos();
        while (value.get() == from && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }
}
