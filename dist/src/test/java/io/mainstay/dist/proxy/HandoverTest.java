// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mainstay.engine.bootstrap.BootstrapConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Listening sockets handed to a new process while clients come and go. Old and new are two whole proxies that share nothing but the Unix socket. */
@Timeout(60)
class HandoverTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";
    private static final String LAST_GET = "GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n";
    private static final int BUSY_CLIENTS = 6;
    private static final int KEPT_CLIENTS = 4;

    @TempDir
    Path folder;

    private final FakeServer server = FakeServer.fixed();

    @AfterEach
    void close() {
        server.close();
    }

    private ProxyOptions options(int concurrency) {
        return new ProxyOptions(concurrency, Duration.ofSeconds(10), "test").handedOverAt(folder.resolve("h"));
    }

    private BootstrapConfig bootstrap(int port) {
        return TestProxy.bootstrap(port, TestProxy.toCluster("web", ""), "", TestProxy.cluster("web", server.port()));
    }

    /** Clients that connect anew for each request, and clients that keep their connection as long as they may. */
    private static final class Load implements AutoCloseable {
        private final int port;
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicInteger answered = new AtomicInteger();
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private final List<Thread> clients = new ArrayList<>();

        Load(int port) {
            this.port = port;
            for (int i = 0; i < BUSY_CLIENTS; i++) {
                clients.add(Thread.ofVirtual().start(() -> repeat(this::once)));
            }
            for (int i = 0; i < KEPT_CLIENTS; i++) {
                clients.add(Thread.ofVirtual().start(() -> repeat(this::kept)));
            }
        }

        private void repeat(Runnable work) {
            while (!over.get()) {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    failures.add(String.valueOf(e.getMessage()));
                }
            }
        }

        private void once() {
            try (Wire wire = Wire.connect(port)) {
                count(wire.send(LAST_GET).read());
            }
        }

        private void kept() {
            try (Wire wire = Wire.connect(port)) {
                boolean open = true;
                while (open && !over.get()) {
                    Wire.Message answer = wire.send(GET).read();
                    count(answer);
                    open = !"close".equals(answer.headers().get("connection"));
                }
            }
        }

        private void count(Wire.Message answer) {
            answered.incrementAndGet();
            if (answer.status() != 200) {
                failures.add(answer.startLine());
            }
        }

        /** Returns when so many more have been answered. */
        void await(int more) {
            int until = answered.get() + more;
            while (answered.get() < until && failures.size() < 100) {
                Thread.onSpinWait();
            }
        }

        List<String> failures() {
            return List.copyOf(failures);
        }

        @Override
        public void close() {
            end();
        }

        /** No more requests; returns when the last is answered. */
        void end() {
            over.set(true);
            for (Thread client : clients) {
                try {
                    client.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "1, 3", "3, 1"})
    @Tag("slow")
    void no_connection_is_refused_or_lost_whatever_the_number_of_loops(int oldLoops, int newLoops) throws Exception {
        CountDownLatch replaced = new CountDownLatch(1);
        ProxyProcess old = new ProxyProcess(bootstrap(0), options(oldLoops));
        old.whenReplaced(() -> {
            replaced.countDown();
            old.shutDown();
        });
        old.start();
        int port = TestProxy.portOf(old);
        List<String> failures;
        try (Load load = new Load(port)) {
            load.await(500);
            // Port 0: the listener is found by its name, and keeps the port it was given.
            try (TestProxy next = TestProxy.start(bootstrap(0), options(newLoops))) {
                replaced.await();
                load.await(1_500);
                old.awaitStopped();
                assertThat(next.port()).isEqualTo(port);
                load.await(500);
                load.end();
                failures = load.failures();
            }
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void without_the_hand_over_the_same_load_fails() throws Exception {
        ProxyOptions plain = new ProxyOptions(2, Duration.ofSeconds(10), "test");
        TestProxy old = TestProxy.start(bootstrap(0), plain);
        int port = old.port();
        try (Load load = new Load(port)) {
            load.await(500);
            old.process().shutDown();
            try (TestProxy next = TestProxy.start(bootstrap(port), plain)) {
                assertThat(next.port()).isEqualTo(port);
                load.await(500);
                load.end();
            }
            assertThat(load.failures()).isNotEmpty();
        }
    }

    @Test
    void a_connection_that_waits_in_the_queue_is_served_by_the_new_process() throws Exception {
        try (TestProxy old = TestProxy.start(bootstrap(0), options(1));
                Wire idle = Wire.connect(old.port())) {
            int port = old.port();
            assertThat(idle.send(GET).read().headers()).doesNotContainKey("connection");
            try (TestProxy _ = TestProxy.start(bootstrap(0), options(1));
                    Wire after = Wire.connect(port)) {
                // Both are connected before either sends; the kept one may use its connection once more.
                assertThat(after.send(GET).read().headers()).doesNotContainKey("connection");
                assertThat(idle.send(GET).read().headers()).containsEntry("connection", "close");
            }
        }
    }

    @Test
    void a_graceful_drain_answers_whoever_still_comes_and_ends_them() throws Exception {
        ProxyOptions plain = new ProxyOptions(1, Duration.ofSeconds(1), "test");
        try (TestProxy proxy = TestProxy.start(bootstrap(0), plain);
                Wire kept = proxy.connect()) {
            int port = proxy.port();
            assertThat(kept.send(GET).read().headers()).doesNotContainKey("connection");

            proxy.process().drainListeners(false, true);

            boolean refused = false;
            for (int i = 0; i < 1_000_000 && !refused; i++) {
                try (Wire late = Wire.connect(port)) {
                    Wire.Message answer = late.send(GET).read();
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(i == 0 || answer.headers().containsKey("connection"))
                            .as("told to end")
                            .isTrue();
                } catch (java.io.UncheckedIOException e) {
                    refused = true;
                }
            }
            assertThat(refused).as("closed in the end").isTrue();
            assertThat(kept.send(GET).read().headers()).containsEntry("connection", "close");
        }
    }

    @Test
    void a_new_process_that_cannot_start_leaves_the_old_one_alone() throws Exception {
        try (TestProxy old = TestProxy.start(bootstrap(0), options(2));
                ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = old.port();
            BootstrapConfig impossible = bootstrap(busy.getLocalPort());

            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> TestProxy.start(impossible, options(2)))
                        .isInstanceOf(StartException.class)
                        .hasMessageContaining("cannot listen on 127.0.0.1:" + busy.getLocalPort());
                try (Wire client = old.connect()) {
                    assertThat(client.send(GET).read().headers()).doesNotContainKey("connection");
                }
            }
            try (TestProxy next = TestProxy.start(bootstrap(0), options(2))) {
                assertThat(next.port()).as("handed over after all").isEqualTo(port);
            }
        }
    }

    @Test
    void what_the_new_configuration_does_not_have_is_closed() throws Exception {
        try (TestProxy old = TestProxy.start(bootstrap(0), options(1))) {
            int port = old.port();
            int other;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                other = free.getLocalPort();
            }
            try (TestProxy next = TestProxy.start(bootstrap(other), options(1));
                    Wire client = next.connect()) {
                assertThat(client.send(GET).read().status()).isEqualTo(200);
                assertThatThrownBy(() -> Wire.connect(port)).hasMessageContaining("refused");
            }
        }
    }

    @Test
    void the_socket_is_its_users_alone_and_goes_with_the_last_process() throws Exception {
        Path socket = folder.resolve("h");
        try (TestProxy old = TestProxy.start(bootstrap(0), options(1))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
            try (TestProxy _ = TestProxy.start(bootstrap(0), options(1))) {
                old.process().awaitStopped();
                assertThat(socket).exists();
            }
            assertThat(socket).doesNotExist();
        }
    }

    @Test
    void a_dead_processs_socket_is_no_hindrance_and_a_file_is_not_deleted() throws Exception {
        Path socket = folder.resolve("h");
        try (var dead = java.nio.channels.ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }
        try (TestProxy proxy = TestProxy.start(bootstrap(0), options(1));
                Wire client = proxy.connect()) {
            assertThat(client.send(GET).read().status()).isEqualTo(200);
        }
        Files.writeString(socket, "precious");
        assertThatThrownBy(() -> TestProxy.start(bootstrap(0), options(1)))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("is not a socket");
        assertThat(socket).hasContent("precious");
    }

    @Test
    void a_path_that_is_too_long_is_said_so() {
        Path deep = folder.resolve("d".repeat(120));
        assertThatThrownBy(() -> TestProxy.start(bootstrap(0), options(1).handedOverAt(deep)))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("at most")
                .hasMessageContaining("107 bytes");
    }

    @Test
    void nonsense_on_the_socket_is_refused_and_changes_nothing() throws Exception {
        try (TestProxy old = TestProxy.start(bootstrap(0), options(1))) {
            for (byte[] nonsense : List.of(new byte[] {9, 1, 0, 0, 0, 0}, new byte[] {1, 4, 0, 0, 0, 1, 1})) {
                try (SocketChannel peer = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("h")))) {
                    peer.write(ByteBuffer.wrap(nonsense));
                    assertThat(all(peer)).startsWith(1, 6);
                }
            }
            try (Wire client = old.connect()) {
                assertThat(client.send(GET).read().headers()).doesNotContainKey("connection");
            }
        }
    }

    private static byte[] all(SocketChannel peer) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1_000);
        while (peer.read(bytes) >= 0) {
            // Until it closes.
        }
        return java.util.Arrays.copyOf(bytes.array(), bytes.position());
    }
}
