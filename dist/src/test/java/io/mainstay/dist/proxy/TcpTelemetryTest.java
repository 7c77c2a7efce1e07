// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is told of connections whose bytes are carried as they are: Istio's metrics, Envoy's counters, the access log. */
@Timeout(60)
class TcpTelemetryTest {
    @TempDir
    private Path folder;

    @Test
    void connections_and_bytes_are_counted_and_logged() throws IOException {
        Path log = folder.resolve("log");
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                TestProxy proxy = TestProxy.start(bootstrap(log, server.getLocalPort()))) {
            AdminClient admin = new AdminClient(proxy.process());
            Thread.ofVirtual().start(() -> echo(server));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
                client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(client.getInputStream().readNBytes(9), StandardCharsets.US_ASCII))
                        .isEqualTo("you: hello".substring(0, 9));
                assertThat(value(admin, "istio_tcp_connections_opened_total")).isEqualTo("1");
                assertThat(value(admin, "istio_tcp_connections_closed_total")).isEqualTo("0");
            }

            String line = RealEnvoy.awaitText("a line", () -> read(log), () -> "");

            assertThat(line).matches("5 10 db - 127\\.0\\.0\\.1:\\d+ - 0\n");
            assertThat(value(admin, "istio_tcp_connections_closed_total")).isEqualTo("1");
            assertThat(value(admin, "istio_tcp_received_bytes_total")).isEqualTo("5");
            assertThat(value(admin, "istio_tcp_sent_bytes_total")).isEqualTo("10");
            assertThat(value(admin, "envoy_tcp_downstream_cx_total")).isEqualTo("1");
            assertThat(value(admin, "envoy_tcp_downstream_cx_rx_bytes_total")).isEqualTo("5");
            assertThat(value(admin, "envoy_listener_downstream_cx_total")).isEqualTo("1");
            assertThat(admin.get("/stats/prometheus"))
                    .contains("istio_tcp_connections_closed_total{reporter=\"destination\",")
                    .contains("destination_workload=\"db-1\"")
                    .contains("request_protocol=\"tcp\",response_flags=\"-\"")
                    .contains("envoy_listener_address=\"edge\"")
                    .contains("envoy_tcp_prefix=\"bytes\"");
        }
    }

    private static void echo(ServerSocket server) {
        try (Socket socket = server.accept();
                InputStream in = socket.getInputStream()) {
            byte[] asked = in.readNBytes(5);
            socket.getOutputStream().write("you: ".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(asked);
            assertThat(in.read()).isEqualTo(-1);
        } catch (IOException _) {
            // The test has ended.
        }
    }

    private static String read(Path log) {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException _) {
            return "";
        }
    }

    private static String value(AdminClient admin, String family) {
        List<String> samples = admin.get("/stats/prometheus")
                .lines()
                .filter(line -> line.startsWith(family + "{"))
                .toList();
        assertThat(samples).as(family).hasSize(1);
        return samples.getFirst().substring(samples.getFirst().lastIndexOf(' ') + 1);
    }

    private static String bootstrap(Path log, int port) {
        return AdminClient.with("""
            {"static_resources": {"listeners": [{"name": "in", "stat_prefix": "edge", "traffic_direction": "INBOUND",
              "metadata": {"filter_metadata": {"mainstay.io/workload": {
                "namespace": "shop", "workload": "db-1", "service": "db", "version": "v1"}}},
              "address": {"socket_address": {"address": "127.0.0.1", "port_value": 0}},
              "filter_chains": [{"filters": [{"name": "tcp", "typed_config": {
                "@type": "type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
                "stat_prefix": "bytes", "cluster": "db",
                "access_log": [{"name": "log", "typed_config": {
                  "@type": "type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog",
                  "path": "%s", "log_format": {"text_format_source": {"inline_string":
                    "%%BYTES_RECEIVED%% %%BYTES_SENT%% %%UPSTREAM_CLUSTER%% %%RESPONSE_FLAGS%% %%UPSTREAM_HOST%% %%PROTOCOL%% %%RESPONSE_CODE%%\\n"
                  }}}}]
              }}]}]}],
             "clusters": [%s]}}
            """.formatted(log, TestProxy.cluster("db", port)));
    }
}
