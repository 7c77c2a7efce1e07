// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mainstay.engine.core.Address;
import io.mainstay.engine.core.Node;
import io.mainstay.proxy.admin.dump.DumpedResource;
import io.mainstay.proxy.cluster.Cluster;
import io.mainstay.proxy.filter.FilterCatalog;
import io.mainstay.proxy.runtime.Counters;
import io.mainstay.proxy.runtime.LoopGroup;
import io.mainstay.proxy.telemetry.Telemetry;
import io.mainstay.proxy.tls.CertificateWatch;
import io.mainstay.proxy.tls.CertificatesInUse;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AdminServerTest {
    @TempDir
    Path folder;

    private final LoopGroup loops = new LoopGroup(1);
    private final Counters counters = new Counters(1);
    private final Telemetry telemetry = new Telemetry(loops.loops(), counters, () -> 0, "here");
    private final FakeProxy proxy = new FakeProxy();
    private final AdminServer server = new AdminServer(loops);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        server.close();
        loops.close();
    }

    @Test
    void readinessFollowsTheProxysState() throws Exception {
        int port = bind();

        assertThat(get(port, "/ready").statusCode()).isEqualTo(503);
        assertThat(get(port, "/ready").body()).isEqualTo("INITIALIZING\n");
        proxy.state = ProxyControl.State.LIVE;
        assertThat(get(port, "/ready").statusCode()).isEqualTo(200);
        assertThat(get(port, "/ready").body()).isEqualTo("LIVE\n");
    }

    @Test
    void aParameterNobodyKnowsIsRefused() throws Exception {
        int port = bind();

        assertThat(get(port, "/clusters?format=yaml").statusCode()).isEqualTo(400);
        assertThat(get(port, "/listeners?include=x").statusCode()).isEqualTo(400);
        assertThat(get(port, "/listeners?include=x").body())
                .isEqualTo("unknown parameter include of /listeners (known: format)\n");
        assertThat(get(port, "/config_dump?resource=static_clusters").statusCode())
                .isEqualTo(400);
        assertThat(get(port, "/stats?histogram_buckets=detailed").statusCode()).isEqualTo(400);
    }

    @Test
    void endpointsAreDumpedForWhoAsksForThem() throws Exception {
        int port = bind();

        assertThat(get(port, "/config_dump").body())
                .contains("ClustersConfigDump")
                .doesNotContain("EndpointsConfigDump");
        for (String asked : List.of("include_eds", "include_eds=", "include_eds=true", "name_regex=x&include_eds")) {
            HttpResponse<String> reply = get(port, "/config_dump?" + asked);
            assertThat(reply.statusCode()).as(asked).isEqualTo(200);
            assertThat(reply.body()).as(asked).contains("ClustersConfigDump", "EndpointsConfigDump");
        }
    }

    @Test
    void certificatesThatAreNotRenewedShow() throws Exception {
        assertThat(get(bind(), "/stats/prometheus").body())
                .contains("mainstay_certificate_expiry_seconds{secret=\"s\"} 120\n")
                .contains("mainstay_certificate_renewal_overdue{secret=\"s\"} 1\n");
    }

    @Test
    void statsAreSortedFilteredAndShownInThreeFormats() throws Exception {
        counters.add(0, counters.slot("http.b.downstream_rq_total"), 2);
        counters.add(0, counters.slot("http.a.downstream_rq_total"), 1);
        counters.slot("http.a.downstream_rq_5xx");
        int port = bind();

        assertThat(get(port, "/stats?filter=%5Ehttp&usedonly").body())
                .isEqualTo("http.a.downstream_rq_total: 1\nhttp.b.downstream_rq_total: 2\n");
        assertThat(get(port, "/stats?format=json&filter=a.downstream_rq_total").body())
                .isEqualTo("{\"stats\":[{\"name\":\"http.a.downstream_rq_total\",\"value\":1}]}\n");
        assertThat(get(port, "/stats/prometheus").body())
                .contains("envoy_http_downstream_rq_total{envoy_http_conn_manager_prefix=\"b\"} 2\n")
                .contains("envoy_server_uptime{} 5".replace("{}", ""));
        assertThat(get(port, "/stats?filter=(").statusCode()).isEqualTo(400);
    }

    @Test
    void ordersNeedPost() throws Exception {
        int port = bind();

        assertThat(get(port, "/quitquitquit").statusCode()).isEqualTo(405);
        assertThat(proxy.orders).isEmpty();
        assertThat(post(port, "/healthcheck/fail").body()).isEqualTo("OK\n");
        assertThat(post(port, "/drain_listeners?inboundonly").body()).isEqualTo("OK\n");
        assertThat(post(port, "/drain_listeners?graceful").body()).isEqualTo("OK\n");
        assertThat(post(port, "/drain_listeners?gracefully").statusCode()).isEqualTo(400);
        assertThat(post(port, "/quitquitquit").body()).isEqualTo("OK\n");
        assertThat(proxy.orders)
                .containsExactly("fail true", "drain inbound true", "drain inbound false graceful", "quit");
    }

    @Test
    void listenersAndServerInfoAreEnvoysJson() throws Exception {
        int port = bind();

        assertThat(get(port, "/listeners").body()).isEqualTo("web::127.0.0.1:8080\n");
        assertThat(get(port, "/listeners?format=json").body())
                .contains("\"name\": \"web\", \"local_address\": {\"socket_address\": {\"address\": \"127.0.0.1\","
                        + " \"port_value\": 8080}}");
        assertThat(get(port, "/server_info").body())
                .contains("\"state\": \"INITIALIZING\"")
                .contains("\"uptime_all_epochs\": \"5s\"");
    }

    @Test
    void anUnknownPathListsTheCommands() throws Exception {
        HttpResponse<String> reply = get(bind(), "/nothing");

        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(reply.body()).contains("/config_dump").contains("/quitquitquit (POST)");
    }

    @Test
    void theMetricsPortShowsNoConfigurationAndTakesNoOrders() throws Exception {
        int port = bind(AdminPages.metricsAndReadiness(proxy, proxy, telemetry));

        assertThat(get(port, "/config_dump").statusCode()).isEqualTo(404);
        assertThat(post(port, "/quitquitquit").statusCode()).isEqualTo(404);
        assertThat(get(port, "/healthz/ready").statusCode()).isEqualTo(503);
        assertThat(get(port, "/stats/prometheus").statusCode()).isEqualTo(200);
    }

    @Test
    void aUnixSocketIsItsOwnersAlone() throws Exception {
        assumeThat(loops.epoll()).as("needs epoll").isTrue();
        Path socket = folder.resolve("admin.sock");
        Files.createFile(socket);
        server.bind(new Address.Pipe(socket.toString(), 0), AdminPages.all(proxy, proxy, telemetry))
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        assertThat(overUnix(socket, "GET /ready HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 503")
                .endsWith("INITIALIZING\n");
    }

    private static String overUnix(Path socket, String request) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            var reply = ByteBuffer.allocate(4096);
            while (channel.read(reply) >= 0) {
                assertThat(reply.hasRemaining()).isTrue();
            }
            return StandardCharsets.UTF_8.decode(reply.flip()).toString();
        }
    }

    private int bind() throws Exception {
        return bind(AdminPages.all(proxy, proxy, telemetry));
    }

    private int bind(AdminPages pages) throws Exception {
        Address bound = server.bind(new Address.Socket("127.0.0.1", 0), pages)
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
        return ((Address.Socket) bound).port();
    }

    private HttpResponse<String> get(int port, String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build());
    }

    private HttpResponse<String> post(int port, String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** A proxy that does nothing but remember. */
    static final class FakeProxy implements ProxyView, ProxyControl {
        @Override
        public FilterCatalog filters() {
            return new FilterCatalog(List.of());
        }

        private final List<String> orders = new java.util.concurrent.CopyOnWriteArrayList<>();
        private volatile State state = State.INITIALIZING;

        @Override
        public List<CertificatesInUse> certificates() {
            return List.of();
        }

        @Override
        public List<CertificateWatch.Expiry> expiries() {
            return List.of(new CertificateWatch.Expiry("s", Duration.ofMinutes(2), true));
        }

        @Override
        public int concurrency() {
            return 1;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public State state() {
            return state;
        }

        @Override
        public void failHealthChecks(boolean fail) {
            orders.add("fail " + fail);
        }

        @Override
        public void drainListeners(boolean inboundOnly, boolean graceful) {
            orders.add("drain inbound " + inboundOnly + (graceful ? " graceful" : ""));
        }

        @Override
        public void quit() {
            orders.add("quit");
        }

        @Override
        public String version() {
            return "test";
        }

        @Override
        public Node node() {
            return Node.EMPTY;
        }

        @Override
        public long uptimeSeconds() {
            return 5;
        }

        @Override
        public int generation() {
            return 3;
        }

        @Override
        public List<ListenerStatus> listeners() {
            return List.of(new ListenerStatus("web", List.of(new Address.Socket("127.0.0.1", 8080))));
        }

        @Override
        public List<Cluster> clusters() {
            return List.of();
        }

        @Override
        public List<DumpedResource> resources() {
            return List.of();
        }
    }
}
