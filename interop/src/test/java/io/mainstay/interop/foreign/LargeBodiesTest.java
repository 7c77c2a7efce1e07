// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mainstay.interop.mesh.Mainstay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies of 100 MB between curl and a server of which one is far slower than the other: whole at the end, and never held in memory. */
@Tag("conformance")
@Timeout(300)
class LargeBodiesTest {
    private static final int BYTES = 100_000_000;

    /** Bytes a second. */
    private static final String SLOW = "40M";

    private static final String SLOWER = "20M";

    /** What buffers, code and young garbage may add: a sixth of a body. */
    private static final long MOST_GROWTH_MB = 16;

    @TempDir
    private static Path folder;

    private static ByteServer server;
    private static ProxyRun proxy;
    private static int port;
    private static String digest;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Mainstay.isBuilt(), "dist is not packaged; run 'mvn verify' rather than 'mvn test'");
        Programs.need("curl");
        byte[] body = ByteServer.body(BYTES);
        digest = ByteServer.digest(body);
        Files.write(folder.resolve("body"), body);
        server = new ByteServer("hello");
        port = ProxyRun.freePort();
        proxy = proxy(port, "");
    }

    /** Under {@code /twice} a request goes through the proxy twice, the first time to itself over HTTP/2. */
    private static ProxyRun proxy(int port, String limit) throws Exception {
        return ProxyRun.start(
                folder,
                Config.bootstrap(
                        List.of(Config.listener(
                                port, limit, "", Config.route("/twice/", "self"), Config.route("/", "web"))),
                        List.of(
                                Config.cluster("web", server.port(), limit),
                                Config.cluster("self", port, limit + Config.HTTP2))),
                port);
    }

    @AfterAll
    static void stop() {
        if (proxy != null) {
            proxy.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"--http1.1, /", "--http2-prior-knowledge, /", "--http1.1, /twice/", "--http2-prior-knowledge, /twice/"})
    void a_body_goes_up_to_a_slow_server(String version, String prefix) throws Exception {
        long growth = growth(proxy, () -> up(port, version, prefix));

        assertThat(growth).isLessThan(MOST_GROWTH_MB);
    }

    @ParameterizedTest
    @CsvSource({"--http1.1, /", "--http2-prior-knowledge, /", "--http1.1, /twice/", "--http2-prior-knowledge, /twice/"})
    void a_body_comes_down_to_a_slow_client(String version, String prefix) throws Exception {
        long growth = growth(proxy, () -> down(port, version, prefix, SLOW));

        assertThat(growth).isLessThan(MOST_GROWTH_MB);
    }

    /** What is measured above would show: with buffers larger than the body, it is held. */
    @Test
    void without_a_limit_the_body_is_held() throws Exception {
        int own = ProxyRun.freePort();
        try (ProxyRun unlimited = proxy(own, "\"per_connection_buffer_limit_bytes\": 200000000,")) {
            assertThat(growth(unlimited, () -> down(own, "--http1.1", "/", SLOWER)))
                    .isGreaterThan(2 * MOST_GROWTH_MB);
        }
    }

    private interface Transfer {
        void run() throws Exception;
    }

    private static long growth(ProxyRun proxy, Transfer transfer) throws Exception {
        proxy.forgetPeak();
        long before = proxy.residentMb();
        transfer.run();
        return proxy.peakMb() - before;
    }

    private static void up(int port, String version, String prefix) throws Exception {
        String said = curl(version, "-X", "POST", "-T", "body", url(port, prefix + "take"));

        assertThat(said).isEqualTo(BYTES + " " + digest);
    }

    private static void down(int port, String version, String prefix, String rate) throws Exception {
        Path got = folder.resolve("got");
        curl(version, "--limit-rate", rate, "-o", got.toString(), url(port, prefix + "give/" + BYTES));

        assertThat(ByteServer.digest(Files.readAllBytes(got))).isEqualTo(digest);
    }

    private static String url(int port, String path) {
        return "http://127.0.0.1:" + port + path;
    }

    private static String curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--fail", "--max-time", "60"));
        command.addAll(List.of(arguments));
        Programs.Said said = new Programs(folder).run(command.toArray(String[]::new));
        assertThat(said.code()).as(said.text()).isZero();
        return said.text();
    }
}
