// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mainstay.interop.mesh.Mainstay;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** curl and h2load in plaintext and over TLS, in HTTP/1.1 and HTTP/2. */
@Tag("conformance")
@Timeout(240)
class ForeignClientsTest {
    private static final int REQUESTS = 4000;
    private static final Pattern COUNTS =
            Pattern.compile("requests: \\d+ total, \\d+ started, \\d+ done, (\\d+) succeeded, (\\d+) failed,"
                    + " (\\d+) errored, (\\d+) timeout");

    /** What curl appends to what it got. */
    private static final String SEEN = " %{http_version} %{response_code} %{num_connects}\\n";

    @TempDir
    private static Path folder;

    private static List<AutoCloseable> open = new ArrayList<>();
    private static ByteServer server;
    private static int plain;
    private static int tls;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Mainstay.isBuilt(), "dist is not packaged; run 'mvn verify' rather than 'mvn test'");
        Programs.need("curl", "openssl");
        new Programs(folder).certificate("server", "web.example");
        new Programs(folder).certificate("other", "web.example");
        server = new ByteServer("hello");
        open.add(server);
        plain = ProxyRun.freePort();
        tls = ProxyRun.freePort();
        String[] routes = {Config.route("/dead", "dead"), Config.route("/", "web")};
        open.add(ProxyRun.start(
                folder,
                Config.bootstrap(
                        List.of(
                                Config.listener(plain, "", "", routes),
                                Config.listener(tls, "", Config.tls(folder, "server"), routes)),
                        List.of(Config.cluster("web", server.port(), ""), Config.cluster("dead", dead(), ""))),
                tls));
    }

    private static int dead() throws Exception {
        ServerSocket held = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        try (held) {
            return held.getLocalPort();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private static String curl(String... arguments) throws Exception {
        return curlEnding(0, arguments);
    }

    private static String curlEnding(int code, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "30", "-w", SEEN));
        command.addAll(List.of(arguments));
        Programs.Said said = new Programs(folder).run(command.toArray(String[]::new));
        assertThat(said.code()).as(said.text()).isEqualTo(code);
        return said.text();
    }

    private static String page(String path) {
        return "http://127.0.0.1:" + plain + path;
    }

    @Test
    void curl_keeps_its_connection_in_http1() throws Exception {
        assertThat(curl("--http1.1", page("/a"), page("/b"))).isEqualTo("hello 1.1 200 1\nhello 1.1 200 0\n");
    }

    @Test
    void curl_with_prior_knowledge_speaks_http2_on_the_same_port() throws Exception {
        assertThat(curl("--http2-prior-knowledge", page("/a"))).isEqualTo("hello 2 200 1\n");
    }

    @Test
    void curl_that_offers_an_upgrade_to_http2_is_answered_in_http1() throws Exception {
        assertThat(curl("--http2", page("/a"))).isEqualTo("hello 1.1 200 1\n");
    }

    @Test
    void a_failure_is_shown_to_curl() throws Exception {
        assertThat(curl(page("/dead"))).startsWith("upstream connect error").endsWith(" 1.1 503 1\n");
    }

    private static String[] overTls(String version, String authority) {
        String page = "https://web.example:" + tls + "/";
        String resolved = "web.example:" + tls + ":127.0.0.1";
        return new String[] {version, "--cacert", authority + ".pem", "--resolve", resolved, page, page};
    }

    @Test
    void curl_chooses_the_version_by_alpn_and_verifies_who_answers() throws Exception {
        assertThat(curl(overTls("--http2", "server"))).isEqualTo("hello 2 200 1\nhello 2 200 0\n");
        assertThat(curl(overTls("--http1.1", "server"))).isEqualTo("hello 1.1 200 1\nhello 1.1 200 0\n");
        assertThat(curlEnding(60, overTls("--http2", "other"))).contains("certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http1", "http2", "http1 tls", "http2 tls"})
    void h2load_sees_no_request_fail(String how) throws Exception {
        int before = server.requests();

        assertThat(h2load(how, "/load")).containsExactly(REQUESTS, 0, 0, 0);

        assertThat(server.requests() - before).isEqualTo(REQUESTS);
    }

    @Test
    void h2load_counts_what_fails() throws Exception {
        assertThat(h2load("http2", "/dead")).containsExactly(0, REQUESTS, 0, 0);
    }

    /** Requests succeeded, failed, errored and timed out. */
    private static List<Integer> h2load(String how, String path) throws Exception {
        Programs.need("h2load");
        List<String> command =
                new ArrayList<>(List.of("h2load", "-n", Integer.toString(REQUESTS), "-c", "8", "-T", "20"));
        command.addAll(how.startsWith("http1") ? List.of("--h1") : List.of("-m", "10"));
        command.add(how.endsWith("tls") ? "https://127.0.0.1:" + tls + path : page(path));
        Programs.Said said = new Programs(folder).run(command.toArray(String[]::new));
        Matcher counts = COUNTS.matcher(said.text());
        assertThat(counts.find()).as(said.text()).isTrue();
        return List.of(1, 2, 3, 4).stream()
                .map(group -> Integer.parseInt(counts.group(group)))
                .toList();
    }
}
