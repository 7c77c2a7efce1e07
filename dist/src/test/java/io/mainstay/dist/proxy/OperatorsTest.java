// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Command operators in access logs and in headers, from outside; the same configuration given to Envoy is the oracle. */
@Timeout(120)
class OperatorsTest {
    /** Operators whose value does not depend on the run; numbers are masked, because ports and durations do. */
    private static final List<String> OPERATORS = List.of(
            "%REQ(:METHOD)% %REQ(X-A?:PATH):4% %REQ(host)% %REQ(nothing)%",
            "%REQ(x-long):5%|%RESP(x-reply)%|%RESP(:STATUS)%|%TRAILER(x-sum)%",
            "%PROTOCOL%|%RESPONSE_CODE%|%RESPONSE_CODE_DETAILS%|%RESPONSE_FLAGS%",
            "%BYTES_RECEIVED%|%BYTES_SENT%|%ROUTE_NAME%|%REQUESTED_SERVER_NAME%",
            "%DURATION%|%REQUEST_DURATION%|%RESPONSE_DURATION%|%RESPONSE_TX_DURATION%",
            "%UPSTREAM_CLUSTER%|%UPSTREAM_CLUSTER_RAW%|%UPSTREAM_REQUEST_ATTEMPT_COUNT%",
            "%UPSTREAM_HOST%|%UPSTREAM_REMOTE_ADDRESS%|%UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%|%UPSTREAM_REMOTE_PORT%",
            "%UPSTREAM_LOCAL_ADDRESS%|%UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT%|%UPSTREAM_LOCAL_PORT%",
            "%DOWNSTREAM_LOCAL_ADDRESS%|%DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT%|%DOWNSTREAM_LOCAL_PORT%",
            "%DOWNSTREAM_REMOTE_ADDRESS%|%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%|%DOWNSTREAM_REMOTE_PORT%",
            "%DOWNSTREAM_PEER_URI_SAN%|%DOWNSTREAM_TLS_VERSION%|%DOWNSTREAM_PEER_SUBJECT%|%UPSTREAM_PEER_URI_SAN%",
            "%CONNECTION_TERMINATION_DETAILS%|%GRPC_STATUS%|%GRPC_STATUS_NUMBER%|%HOSTNAME%",
            "%START_TIME(%Y-%m-%dT)%|%START_TIME(%s.%3f)%|%START_TIME%|100%%",
            "%REQ(x-long):5%|%UPSTREAM_TRANSPORT_FAILURE_REASON%");

    private static final String EDITS = """
        , "request_headers_to_add": [
          {"header": {"key": "x-seen", "value": "%REQ(x-long):5%|%PROTOCOL%|%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%|%REQ(no)%"}},
          {"header": {"key": "x-none", "value": "%REQ(no)%"}}],
        "response_headers_to_add": [
          {"header": {"key": "x-told",
            "value": "%RESPONSE_CODE% %UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT% %RESP(x-reply)% %START_TIME(%Y)%"}}]
        """;

    @TempDir
    private Path folder;

    @Test
    void a_log_has_what_the_stream_was_and_headers_take_the_same_operators() {
        Path log = folder.resolve("log");
        try (FakeServer server = server();
                TestProxy proxy = TestProxy.start(bootstrap(log, server.port()))) {
            Wire.Message answer = ask(proxy.port());

            assertThat(answer.body()).isEqualTo("01234|HTTP/1.1|127.0.0.1| null");
            assertThat(answer.headers())
                    .containsEntry("x-told", "200 127.0.0.1 yes " + java.time.Year.now(java.time.ZoneOffset.UTC));
            List<String> lines = lines(log).lines().toList();
            assertThat(lines.subList(0, 4))
                    .containsExactly(
                            "POST a-va a.io -", "01234|yes|200|7", "HTTP/1.1|200|via_upstream|-", "3|30|named|-");
            assertThat(lines.get(6)).startsWith("127.0.0.1:" + server.port() + "|");
            assertThat(lines.get(7)).matches("127\\.0\\.0\\.1:\\d+\\|127\\.0\\.0\\.1\\|\\d+");
        }
    }

    @Test
    @Tag("conformance")
    void envoy_logs_and_adds_the_same() {
        Path ours = folder.resolve("ours");
        Path theirs = folder.resolve("theirs");
        try (FakeServer server = server();
                RealEnvoy envoy = new RealEnvoy(folder, bootstrap(theirs, server.port()));
                TestProxy proxy = TestProxy.start(bootstrap(ours, server.port()))) {
            Wire.Message expected = ask(envoy.port());
            Wire.Message answer = ask(proxy.port());

            assertThat(answer.body()).isEqualTo(expected.body());
            assertThat(answer.headers().get("x-told"))
                    .isEqualTo(expected.headers().get("x-told"));
            assertThat(masked(lines(ours))).isEqualTo(masked(lines(theirs)));
        }
    }

    private static FakeServer server() {
        return new FakeServer((request, connection, number) -> {
            String seen =
                    request.headers().get("x-seen") + " " + request.headers().get("x-none");
            connection.send("HTTP/1.1 200 OK\r\nx-reply: yes\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + Integer.toHexString(seen.length()) + "\r\n" + seen + "\r\n0\r\nx-sum: 7\r\n\r\n");
            return true;
        });
    }

    private static Wire.Message ask(int port) {
        try (Wire client = Wire.connect(port)) {
            return client.send("POST /a?b=c HTTP/1.1\r\nHost: a.io\r\nX-A: a-value\r\nX-Long: 0123456789\r\n"
                            + "Content-Length: 3\r\n\r\nabc")
                    .read();
        }
    }

    private static String bootstrap(Path log, int port) {
        String format = OPERATORS.stream().map(line -> line + "\\n").collect(Collectors.joining());
        String manager = """
            , "http_protocol_options": {"enable_trailers": true},
            "access_log": [{"name": "log", "typed_config": {
              "@type": "type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog",
              "path": "%s", "log_format": {"text_format_source": {"inline_string": "%s"}}}}]
            """.formatted(log, format);
        String route =
                "{\"name\": \"named\", \"match\": {\"prefix\": \"/\"}, \"route\": {\"cluster\": \"web\"}" + EDITS + "}";
        String cluster = TestProxy.cluster("web", port);
        String trailers = """
            , "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
              "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
              "explicit_http_config": {"http_protocol_options": {"enable_trailers": true}}}}}
            """;
        return TestProxy.json(route, manager, cluster.substring(0, cluster.length() - 1) + trailers);
    }

    private static String lines(Path log) {
        return RealEnvoy.awaitText("a log line in " + log, () -> whole(log), () -> "");
    }

    private static String whole(Path log) {
        try {
            String text = Files.exists(log) ? Files.readString(log) : "";
            return text.lines().count() < OPERATORS.size() ? "" : text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String masked(String text) {
        return text.replaceAll("\\d+", "N");
    }
}
