// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MetricsServerTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final AtomicReference<Optional<String>> degraded = new AtomicReference<>(Optional.empty());

    @Test
    void readinessSaysWhyNotEverythingWorksAndHealthStays() throws Exception {
        try (MetricsServer server = new MetricsServer(ANY, () -> "m 1\n", degraded::get).start()) {
            assertThat(get(server, "/metrics")).isEqualTo("200 m 1\n");
            assertThat(get(server, "/ready")).isEqualTo("200 ok\n");

            degraded.set(Optional.of("the store cannot write"));
            assertThat(get(server, "/ready")).isEqualTo("503 degraded: the store cannot write\n");
            assertThat(get(server, "/healthz")).isEqualTo("200 ok\n");
            assertThat(get(server, "/api/v1/services")).startsWith("404 ");
        }
    }

    @Test
    void aPortThatIsTakenIsNamedWithTheOptionThatChangesIt() throws Exception {
        try (MetricsServer first = new MetricsServer(ANY, () -> "", degraded::get)) {
            InetSocketAddress taken = new InetSocketAddress(ANY.getAddress(), first.port());
            assertThatThrownBy(() -> new MetricsServer(taken, () -> "", degraded::get).close())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("choose another --metrics-listen");
        }
    }

    private static String get(MetricsServer server, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                            .build(),
                    java.net.http.HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        }
    }
}
