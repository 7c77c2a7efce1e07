// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More clients than a proxy has room for: some are turned away, it lives, and is as good as new when they have gone. */
@Timeout(120)
class OverloadTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";
    private static final String LIMIT = """
        "overload_manager": {"resource_monitors": [{"name": "connections", "typed_config": {
          "@type": "type.googleapis.com/envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
          "max_active_downstream_connections": 2}}]},\
        """;

    @TempDir
    Path folder;

    @Test
    void connections_beyond_the_limit_are_closed_and_counted() throws InterruptedException {
        try (FakeServer upstream = FakeServer.fixed();
                TestProxy proxy = TestProxy.start(AdminClient.with("{" + LIMIT
                        + TestProxy.json(TestProxy.toCluster("web", ""), "", TestProxy.cluster("web", upstream.port()))
                                .strip()
                                .substring(1)))) {
            try (Wire first = proxy.connect();
                    Wire second = proxy.connect()) {
                assertThat(first.send(GET).read().status()).isEqualTo(200);
                assertThat(second.send(GET).read().status()).isEqualTo(200);
                try (Wire third = proxy.connect()) {
                    assertThat(third.ended()).isTrue();
                }
                assertThat(first.send(GET).read().status()).isEqualTo(200);
            }
            assertThat(new AdminClient(proxy.process()).get("/stats"))
                    .containsPattern("listener\\..*\\.downstream_global_cx_overflow: 1");
            untilServed(proxy.port());
        }
    }

    /** A place is free when the proxy has seen that its connection is closed; a heap has room when the guard has looked again. */
    private static void untilServed(int port) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 1_500; i++) {
            try (Wire again = Wire.connect(port)) {
                if (again.send(GET).read().status() == 200) {
                    return;
                }
            } catch (UncheckedIOException e) {
                assertThat(e).isNotNull();
            }
            assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
        }
        throw new AssertionError("not served again");
    }

    @Test
    @Tag("slow")
    void a_heap_full_of_unfinished_requests_turns_new_ones_away_until_they_are_gone() throws Exception {
        int[] ports = ports();
        int port = ports[0];
        int admin = ports[1];
        try (FakeServer upstream = FakeServer.fixed()) {
            Path file = bootstrap(upstream, port, admin);
            Process process = start(file);
            try {
                untilListening(process, port);
                for (int i = 0; i < 3; i++) {
                    fill(process, port, admin);
                    untilServed(port);
                }
                assertThat(process.isAlive()).as(log()).isTrue();
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }

    /** What one client may have waiting is bounded, what many may is not: those who do not read make room for those who do. */
    @Test
    @Tag("slow")
    void clients_that_give_no_window_are_closed_before_they_hold_all_memory() throws Exception {
        int[] ports = ports();
        String page = "HTTP/1.1 200 OK\r\ncontent-length: 60000\r\n\r\n" + "x".repeat(60_000);
        List<Wire> greedy = new ArrayList<>();
        try (FakeServer upstream = new FakeServer((request, connection, number) -> {
            connection.send(page);
            return true;
        })) {
            Process process = start(bootstrap(upstream, ports[0], ports[1]), "-XX:MaxDirectMemorySize=16m");
            try {
                untilListening(process, ports[0]);
                for (int i = 0; i < 10; i++) {
                    try {
                        Wire one = Wire.connect(ports[0]);
                        greedy.add(one);
                        H2Wire.askWithoutWindow(one, 100);
                    } catch (UncheckedIOException e) {
                        assertThat(process.isAlive())
                                .as("closed as it asked; " + log())
                                .isTrue();
                    }
                    untilServed(ports[0]);
                }
                assertThat(process.isAlive()).as(log()).isTrue();
                assertThat(stats(ports[1])).matches("(?s).*downstream_cx_overload_close: [1-9].*");
                assertThat(log()).doesNotContain("OutOfMemory", "OutOfDirectMemory", "IllegalReferenceCount");
            } finally {
                greedy.forEach(Wire::close);
                process.destroyForcibly().waitFor();
            }
        }
    }

    /** Of a proxy, and of its admin. */
    private static int[] ports() throws IOException {
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket two = new ServerSocket(0)) {
            return new int[] {one.getLocalPort(), two.getLocalPort()};
        }
    }

    private Path bootstrap(FakeServer upstream, int port, int admin) throws IOException {
        return Files.writeString(
                folder.resolve("bootstrap.json"),
                AdminClient.with(TestProxy.json(
                                TestProxy.toCluster("web", ""), "", TestProxy.cluster("web", upstream.port())))
                        .replaceFirst("\"port_value\": 0", "\"port_value\": " + admin)
                        .replaceFirst("\"port_value\": 0", "\"port_value\": " + port));
    }

    private static String stats(int admin) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + "/stats"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private Process start(Path bootstrap, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx20m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of(more));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "io.mainstay.dist.Main",
                "proxy",
                "-c",
                bootstrap.toString(),
                "--concurrency",
                "1",
                "--state",
                folder.resolve("state").toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private String log() throws Exception {
        return Files.readString(folder.resolve("log"));
    }

    private void untilListening(Process process, int port) throws Exception {
        while (true) {
            try (Wire client = Wire.connect(port)) {
                assertThat(client.send(GET).read().status()).isEqualTo(200);
                return;
            } catch (UncheckedIOException e) {
                assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).as(log()).isFalse();
            }
        }
    }

    /** Opens requests that do not end until the proxy says that it turns away. */
    private void fill(Process process, int port, int admin) throws Exception {
        String half = "GET / HTTP/1.1\r\nHost: web\r\nX-Long: " + "x".repeat(50_000);
        List<Wire> open = new ArrayList<>();
        try {
            for (int i = 0; i < 1_000; i++) {
                try {
                    open.add(Wire.connect(port).send(half));
                } catch (UncheckedIOException e) {
                    assertThat(process.isAlive()).as(log()).isTrue();
                }
                if (i % 20 == 19
                        && stats(admin)
                                .matches("(?s).*(downstream_rq_overload_close|downstream_cx_overload_reject):"
                                        + " [1-9].*")) {
                    return;
                }
            }
            throw new AssertionError(
                    "1,000 unfinished heads of 50 KB in a heap of 20 MB, and none turned away: " + log());
        } finally {
            open.forEach(Wire::close);
        }
    }
}
