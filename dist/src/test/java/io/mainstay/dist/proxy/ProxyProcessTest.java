// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The data path of static HTTP/1.1 from outside, as a client and a server see it. */
@Timeout(60)
@SuppressWarnings("StringConcatToTextBlock") // line ends are part of what is tested
class ProxyProcessTest {
    private static final String GET = "GET /a?b=c HTTP/1.1\r\nHost: web\r\n\r\n";

    @Test
    void a_request_reaches_the_endpoint_and_the_answer_comes_back() {
        try (FakeServer server = new FakeServer((request, connection, number) -> {
                    String seen = request.startLine() + " " + request.headers().get("host") + " "
                            + request.headers().get("x-forwarded-proto") + " "
                            + request.headers().get("x-envoy-expected-rq-timeout-ms") + " "
                            + request.headers().getOrDefault("x-request-id", "").length() + " "
                            + request.headers().containsKey("keep-alive");
                    connection.send(
                            "HTTP/1.1 200 OK\r\nServer: own\r\nContent-Length: " + seen.length() + "\r\n\r\n" + seen);
                    return true;
                });
                TestProxy proxy =
                        TestProxy.start(TestProxy.toCluster("web", ""), "", TestProxy.cluster("web", server.port()));
                Wire client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                Wire.Message answer = client.send("GET /a?b=c HTTP/1.1\r\nHost: web\r\nKeep-Alive: 5\r\n\r\n")
                        .read();

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("GET /a?b=c HTTP/1.1 web http 15000 36 false");
                assertThat(answer.headers())
                        .containsEntry("server", "envoy")
                        .containsKeys("date", "x-envoy-upstream-service-time");
            }
            assertThat(server.connections()).as("one pooled connection").isEqualTo(1);
        }
    }

    @Test
    void a_client_cannot_claim_a_certificate_by_header() {
        try (FakeServer server = new FakeServer((request, connection, number) -> {
                    String seen = "saw " + request.headers().get("x-forwarded-client-cert");
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + seen.length() + "\r\n\r\n" + seen);
                    return true;
                });
                TestProxy proxy =
                        TestProxy.start(TestProxy.toCluster("web", ""), "", TestProxy.cluster("web", server.port()));
                Wire client = proxy.connect()) {
            String forged = "X-Forwarded-Client-Cert: URI=spiffe://cluster.local/ns/default/sa/admin\r\n";

            Wire.Message answer = client.send("GET / HTTP/1.1\r\nHost: web\r\n" + forged + "\r\n")
                    .read();

            assertThat(answer.body()).isEqualTo("saw null");
        }
    }

    @Test
    void nothing_of_an_offer_to_speak_http2_reaches_the_endpoint() {
        try (FakeServer server = new FakeServer((request, connection, number) -> {
                    String seen = "saw " + request.headers().get("upgrade") + " "
                            + request.headers().get("http2-settings") + " "
                            + request.headers().get("x-kept");
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + seen.length() + "\r\n\r\n" + seen);
                    return true;
                });
                TestProxy proxy =
                        TestProxy.start(TestProxy.toCluster("web", ""), "", TestProxy.cluster("web", server.port()));
                Wire client = proxy.connect()) {
            String head = "GET / HTTP/1.1\r\nHost: web\r\nConnection: Upgrade, HTTP2-Settings\r\n";

            Wire.Message offered = client.send(head + "Upgrade: H2C\r\nHTTP2-Settings: AAMAAABk\r\nX-Kept: yes\r\n\r\n")
                    .read();
            Wire.Message doubtful = client.send(head + "Upgrade: websocket\r\nUpgrade: h2c\r\n\r\n")
                    .read();

            assertThat(offered.body()).isEqualTo("saw null null yes");
            assertThat(doubtful.status()).isEqualTo(403);
        }
    }

    @Test
    void half_a_head_holds_its_connection_no_longer_than_a_stream_may_idle() {
        try (FakeServer server = FakeServer.echo();
                TestProxy proxy = TestProxy.start(
                        TestProxy.toCluster("web", ""),
                        ", \"stream_idle_timeout\": \"0.2s\"",
                        TestProxy.cluster("web", server.port()));
                Wire first = proxy.connect();
                Wire second = proxy.connect()) {
            first.send("GET / HT");
            assertThat(first.read().status()).isEqualTo(408);
            assertThat(first.ended()).isTrue();

            second.send(GET + "GET / HT");
            assertThat(second.read().status()).isEqualTo(200);
            assertThat(second.read().status()).isEqualTo(408);
            assertThat(second.ended()).isTrue();
        }
    }

    @Test
    void a_connection_with_half_a_head_is_not_idle() {
        try (FakeServer server = FakeServer.echo();
                TestProxy proxy = TestProxy.start(
                        TestProxy.toCluster("web", ""),
                        ", \"common_http_protocol_options\": {\"idle_timeout\": \"0.1s\"}, \"drain_timeout\":"
                                + " \"0.01s\"",
                        TestProxy.cluster("web", server.port()));
                Wire busy = proxy.connect();
                Wire behind = proxy.connect()) {
            busy.send("GET /busy HT");
            assertThat(behind.send(GET + "GET /behind HT").read().status()).isEqualTo(200);
            try (Wire idle = proxy.connect()) {
                assertThat(idle.send(GET).read().status()).isEqualTo(200);
                assertThat(idle.ended()).as("that time is over").isTrue();
            }

            for (Wire client : List.of(busy, behind)) {
                Wire.Message answer = client.send("TP/1.1\r\nHost: web\r\n\r\n").read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.headers()).doesNotContainKey("connection");
                assertThat(client.ended()).as("idle again").isTrue();
            }
        }
    }

    @Test
    void bodies_pass_in_both_framings_and_of_any_size() {
        try (FakeServer server = FakeServer.echo();
                TestProxy proxy =
                        TestProxy.start(TestProxy.toCluster("web", ""), "", TestProxy.cluster("web", server.port()));
                Wire client = proxy.connect()) {
            String large = "x".repeat(3_000_000);
            assertThat(client.send("POST /l HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n" + large)
                            .read()
                            .body())
                    .isEqualTo("POST /l HTTP/1.1|" + large);
            assertThat(client.send("POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    + "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n")
                            .read()
                            .body())
                    .isEqualTo("POST /c HTTP/1.1|abcdefg");
            assertThat(client.send("POST /e HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(100);
            assertThat(client.send("ok").read().body()).isEqualTo("POST /e HTTP/1.1|ok");
        }
    }

    @Test
    void trailers_of_a_chunked_answer_arrive() {
        try (FakeServer server = new FakeServer((request, connection, number) -> {
                    connection.send(
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 7\r\n\r\n");
                    return true;
                });
                TestProxy proxy =
                        TestProxy.start(TestProxy.toCluster("web", ""), "", TestProxy.cluster("web", server.port()));
                Wire client = proxy.connect()) {
            Wire.Message answer = client.send(GET).read();

            assertThat(answer.body()).isEqualTo("ok");
            assertThat(answer.headers()).containsEntry("trailer:x-sum", "7");
        }
    }

    @Test
    void a_request_that_does_not_end_in_time_is_given_up() {
        try (FakeServer server = FakeServer.echo();
                TestProxy proxy = TestProxy.start(
                        TestProxy.toCluster("web", ""),
                        ", \"request_timeout\": \"0.2s\"",
                        TestProxy.cluster("web", server.port()));
                Wire slow = proxy.connect();
                Wire quick = proxy.connect()) {
            Wire.Message late = slow.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab")
                    .read();
            Wire.Message whole = quick.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab")
                    .read();

            assertThat(late.status()).isEqualTo(408);
            assertThat(late.body()).isEqualTo("request timeout");
            assertThat(whole.status()).isEqualTo(200);
        }
    }

    @Test
    void head_gets_no_body_and_the_connection_goes_on() {
        try (FakeServer server = new FakeServer((request, connection, number) -> {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
                            + (request.startLine().startsWith("HEAD") ? "" : "hello"));
                    return true;
                });
                TestProxy proxy =
                        TestProxy.start(TestProxy.toCluster("web", ""), "", TestProxy.cluster("web", server.port()));
                Wire client = proxy.connect()) {
            assertThat(client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
                            .readHead()
                            .headers())
                    .containsEntry("content-length", "5");
            assertThat(client.send(GET).read().body()).isEqualTo("hello");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void pipelined_requests_are_answered_in_order() {
        try (FakeServer server = FakeServer.echo();
                TestProxy proxy = TestProxy.start(
                        "{\"match\": {\"path\": \"/d\"}, \"direct_response\": {\"status\": 200, \"body\":"
                                + " {\"inline_string\": \"direct\"}}},"
                                + TestProxy.toCluster("web", ""),
                        "",
                        TestProxy.cluster("web", server.port()));
                Wire client = proxy.connect()) {
            client.send("GET /1 HTTP/1.1\r\n"
                    + "Host: a\r\n\r\n"
                    + "GET /d HTTP/1.1\r\n"
                    + "Host: a\r\n\r\n"
                    + "GET /3 HTTP/1.1\r\n"
                    + "Host: a\r\n\r\n");

            assertThat(client.read().body()).startsWith("GET /1");
            assertThat(client.read().body()).isEqualTo("direct");
            assertThat(client.read().body()).startsWith("GET /3");
        }
    }

    @Test
    void a_dead_endpoint_is_503_and_with_a_retry_the_live_one_answers() {
        FakeServer gone = FakeServer.echo();
        int dead = gone.port();
        gone.close();
        try (FakeServer server = FakeServer.echo();
                TestProxy proxy = TestProxy.start(
                        "{\"match\": {\"prefix\": \"/dead\"}, \"route\": {\"cluster\": \"dead\"}},"
                                + TestProxy.toCluster(
                                        "both",
                                        ", \"retry_policy\": {\"retry_on\": \"connect-failure\", \"num_retries\": 5,"
                                            + " \"retry_host_predicate\": [{\"name\":"
                                            + " \"envoy.retry_host_predicates.previous_hosts\"}], \"retry_back_off\":"
                                            + " {\"base_interval\": \"0.001s\"}}"),
                        "",
                        TestProxy.cluster("dead", dead),
                        TestProxy.cluster("both", dead, server.port()));
                Wire client = proxy.connect()) {
            Wire.Message refused =
                    client.send("GET /dead HTTP/1.1\r\nHost: a\r\n\r\n").read();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.body()).startsWith("upstream connect error or disconnect/reset before headers.");
            for (int i = 0; i < 10; i++) {
                assertThat(client.send(GET).read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void an_answer_5xx_is_tried_again_with_the_same_body_when_the_route_says_so() {
        try (FakeServer server = new FakeServer((request, connection, number) -> {
                    connection.send(
                            number % 2 == 1
                                    ? "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"
                                    : "HTTP/1.1 200 OK\r\nContent-Length: "
                                            + request.body().length() + "\r\n\r\n" + request.body());
                    return true;
                });
                TestProxy proxy = TestProxy.start(
                        "{\"match\": {\"prefix\": \"/never\"}, \"route\": {\"cluster\": \"web\"}},"
                                + TestProxy.toCluster(
                                        "web",
                                        ", \"retry_policy\": {\"retry_on\": \"5xx\", \"retry_back_off\":"
                                                + " {\"base_interval\": \"0.001s\"}}"),
                        "",
                        TestProxy.cluster("web", server.port()));
                Wire client = proxy.connect()) {
            Wire.Message answer = client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nagain")
                    .read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("again");
            assertThat(server.requests()).isEqualTo(2);

            assertThat(client.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(503);
        }
    }

    @Test
    void a_pooled_connection_that_dies_under_a_request_costs_the_client_nothing() {
        try (FakeServer server = new FakeServer((request, connection, number) -> {
                    // Answers once per connection; the second request on it finds the connection closing.
                    if (number % 2 == 0) {
                        return false;
                    }
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    return true;
                });
                TestProxy proxy =
                        TestProxy.start(TestProxy.toCluster("web", ""), "", TestProxy.cluster("web", server.port()));
                Wire client = proxy.connect()) {
            assertThat(client.send(GET).read().status()).isEqualTo(200);
            assertThat(client.send(GET).read().status()).isEqualTo(200);
            assertThat(server.connections()).isEqualTo(2);
            assertThat(server.requests()).isEqualTo(3);
        }
    }

    @Test
    void an_endpoint_that_does_not_answer_in_time_is_504() {
        CountDownLatch never = new CountDownLatch(1);
        try (FakeServer server = new FakeServer((request, connection, number) -> {
                    awaitOver(never);
                    return false;
                });
                TestProxy proxy = TestProxy.start(
                        TestProxy.toCluster("web", ", \"timeout\": \"0.05s\""),
                        "",
                        TestProxy.cluster("web", server.port()));
                Wire client = proxy.connect()) {
            Wire.Message answer = client.send(GET).read();

            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.body()).isEqualTo("upstream request timeout");
            never.countDown();
        }
    }

    @Test
    void an_attempt_that_takes_too_long_is_tried_again_under_reset() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        try (FakeServer server = new FakeServer((request, connection, number) -> {
                    if (number == 1) {
                        awaitOver(over);
                    }
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    return true;
                });
                TestProxy proxy = TestProxy.start(
                        TestProxy.toCluster(
                                "web",
                                ", \"retry_policy\": {\"retry_on\": \"reset\", \"per_try_timeout\": \"0.1s\","
                                        + " \"retry_back_off\": {\"base_interval\": \"0.001s\"}}"),
                        "",
                        TestProxy.cluster("web", server.port()));
                Wire client = proxy.connect()) {
            assertThat(client.send(GET).read().status()).isEqualTo(200);
            assertThat(server.requests()).isEqualTo(2);
        } finally {
            over.countDown();
        }
    }

    private static void awaitOver(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_websocket_becomes_a_tunnel_where_it_is_allowed_and_403_where_not() {
        FakeServer.Behaviour upgrading = (request, connection, number) -> {
            connection.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: "
                    + request.headers().get("upgrade") + "\r\n\r\nfirst");
            connection.send(connection.readBytes(4));
            return false;
        };
        String ask = "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
        try (FakeServer server = new FakeServer(upgrading);
                TestProxy open = TestProxy.start(
                        TestProxy.toCluster("web", ""),
                        ", \"upgrade_configs\": [{\"upgrade_type\": \"websocket\"}]",
                        TestProxy.cluster("web", server.port()));
                TestProxy shut =
                        TestProxy.start(TestProxy.toCluster("web", ""), "", TestProxy.cluster("web", server.port()));
                Wire client = open.connect();
                Wire refused = shut.connect()) {
            Wire.Message answer = client.send(ask).readHead();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.headers()).containsEntry("upgrade", "websocket").containsEntry("connection", "upgrade");
            assertThat(client.readBytes(5)).isEqualTo("first");
            assertThat(client.send("ping").readBytes(4)).isEqualTo("ping");
            assertThat(client.ended()).isTrue();

            assertThat(refused.send(ask).read().status()).isEqualTo(403);
        }
    }

    @Test
    void ambiguous_framing_is_400_and_the_connection_ends() {
        try (FakeServer server = FakeServer.echo();
                TestProxy proxy =
                        TestProxy.start(TestProxy.toCluster("web", ""), "", TestProxy.cluster("web", server.port()));
                Wire client = proxy.connect();
                Wire old = proxy.connect()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.ended()).isTrue();
            assertThat(old.send("GET / HTTP/1.0\r\n\r\n").read().status()).isEqualTo(426);
            assertThat(server.requests()).isZero();
        }
    }

    @Test
    void shutting_down_lets_the_open_request_end_and_takes_no_new_connection() throws InterruptedException {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        AtomicBoolean stopped = new AtomicBoolean();
        try (FakeServer server = new FakeServer((request, connection, number) -> {
                    arrived.countDown();
                    try {
                        answer.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
                    return true;
                });
                TestProxy proxy =
                        TestProxy.start(TestProxy.toCluster("web", ""), "", TestProxy.cluster("web", server.port()));
                Wire busy = proxy.connect();
                Wire idle = proxy.connect()) {
            int port = proxy.port();
            busy.send(GET);
            arrived.await();
            Thread stopping = Thread.ofVirtual().start(() -> {
                proxy.process().shutDown();
                stopped.set(true);
            });

            assertThat(idle.ended()).as("an idle connection ends at once").isTrue();
            assertThatThrownBy(() -> Wire.connect(port)).hasMessageContaining("refused");
            assertThat(stopped).isFalse();
            answer.countDown();
            Wire.Message last = busy.read();
            assertThat(last.body()).isEqualTo("done");
            assertThat(last.headers()).containsEntry("connection", "close");
            busy.hangUp();
            stopping.join();
            assertThat(stopped).isTrue();
        }
    }

    @Test
    void a_field_that_is_not_honoured_is_refused_with_its_path() {
        assertThatThrownBy(() -> TestProxy.start(
                        TestProxy.toCluster("web", ""),
                        ", \"tracing\": {\"spawn_upstream_span\": true}",
                        TestProxy.cluster("web", 1)))
                .hasMessageContaining("static_resources.listeners[0].filter_chains[0].filters[0].typed_config.tracing");
    }
}
