// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mainstay.interop.mesh.Await;
import io.mainstay.interop.mesh.LocalMesh;
import io.mainstay.interop.mesh.Mainstay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway replaced by another process while clients ask through it. Over HTTP/1.1 the client is h2load. Over HTTP/2 it cannot be: told to go away
 * it counts all that it has not sent yet as failed, and never connects anew.
 */
@Tag("conformance")
@Timeout(240)
class GatewayHandoverTest {
    private static final Pattern COUNTS =
            Pattern.compile("(\\d+) done, (\\d+) succeeded, (\\d+) failed, (\\d+) errored, (\\d+) timeout");
    private static final int LOAD_SECONDS = 25;
    private static final int SOME = 1000;

    @TempDir
    private Path folder;

    private LocalMesh mesh;
    private Mainstay.Running first;
    private int port;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Mainstay.isBuilt(), "dist is not packaged; run 'mvn verify' rather than 'mvn test'");
        Programs.need("curl", "h2load");
        port = ProxyRun.freePort();
        mesh = LocalMesh.start();
        mesh.apply(resources(port));
        mesh.service("web", "serve");
        first = mesh.gateway("gateway-1");
        awaitAnswer();
    }

    private void awaitAnswer() throws Exception {
        Await.until(
                "the gateway serves",
                () -> new Programs(folder)
                        .run("curl", "-s", "-o", "page", "-w", "%{response_code}", page())
                        .text(),
                "200"::equals,
                mesh::logs);
    }

    @AfterEach
    void stop() throws Exception {
        if (mesh != null) {
            mesh.close();
        }
    }

    private String page() {
        return "http://127.0.0.1:" + port + "/";
    }

    /** The second takes over, the first goes. */
    private void replace() throws Exception {
        mesh.awaitPrinted(mesh.gateway("gateway-2"), "took over");
        assertThat(mesh.awaitEnd(first)).isZero();
        assertThat(first.printed()).contains("another process has taken over");
    }

    /** The first is told to stop, and the second begins after it. */
    private void restart() throws Exception {
        first.process().destroy();
        mesh.awaitEnd(first);
        mesh.gateway("gateway-2");
        awaitAnswer();
    }

    /** Told to close, h2load connects anew, to whoever listens. */
    @Test
    void in_http1_no_request_fails() throws Exception {
        Load load = h2loadWhile(this::replace);

        assertThat(load.succeeded()).isEqualTo(load.done()).isGreaterThan(SOME);
        assertThat(load.failed()).isZero();
        assertThat(load.wentOn()).as("requests after the change").isTrue();
    }

    /** A client of h2load that is refused when it connects anew gives up, which it does not count. */
    @Test
    void in_http1_the_load_ends_without_the_hand_over() throws Exception {
        assertThat(h2loadWhile(this::restart).wentOn())
                .as("requests after the change")
                .isFalse();
    }

    @Test
    void in_http2_no_stream_that_the_gateway_took_goes_unanswered() throws Exception {
        try (StreamLedger ledger = new StreamLedger(port)) {
            await(ledger, SOME);
            replace();
            await(ledger, ledger.answered() + SOME);
            ledger.end();

            assertThat(ledger.lost()).isEmpty();
            assertThat(ledger.toldToGo()).as("connections of the first").isPositive();
        }
    }

    @Test
    void in_http2_requests_fail_without_the_hand_over() throws Exception {
        try (StreamLedger ledger = new StreamLedger(port)) {
            await(ledger, SOME);
            restart();
            ledger.end();

            assertThat(ledger.lost()).anyMatch(line -> line.contains("refused"));
        }
    }

    private void await(StreamLedger ledger, int answered) throws Exception {
        Await.until(
                answered + " answers",
                ledger::answered,
                now -> now >= answered || !ledger.lost().isEmpty(),
                () -> String.join("\n", ledger.lost()));
    }

    /**
     * What h2load did.
     *
     * @param wentOn whether requests were begun after the change
     */
    private record Load(int done, int succeeded, int failed, boolean wentOn) {}

    /** What is done while it asks. */
    private interface Change {
        void make() throws Exception;
    }

    private Load h2loadWhile(Change change) throws Exception {
        Path requests = folder.resolve("requests");
        List<String> command = List.of(
                "h2load",
                "-D",
                Integer.toString(LOAD_SECONDS),
                "-c",
                "8",
                "-T",
                "20",
                "--h1",
                "--log-file",
                requests.toString(),
                page());
        try (ExecutorService load = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Programs.Said> said = load.submit(() -> new Programs(folder).run(command.toArray(String[]::new)));
            change.make();
            long changed = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
            assertThat(said.isDone()).as("the load outlasts the change").isFalse();
            Matcher counts = COUNTS.matcher(said.get().text());
            assertThat(counts.find()).as(said.get().text()).isTrue();
            try (Stream<String> lines = Files.lines(requests)) {
                return new Load(
                        Integer.parseInt(counts.group(1)),
                        Integer.parseInt(counts.group(2)),
                        Integer.parseInt(counts.group(3)) + Integer.parseInt(counts.group(5)),
                        lines.anyMatch(line -> Long.parseLong(line.substring(0, line.indexOf('\t'))) > changed));
            }
        }
    }

    private static String resources(int port) {
        return """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {ports: [{name: http, port: 80, appProtocol: http}]}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: ingress}
            spec:
              gatewayClassName: mainstay
              listeners: [{name: web, port: %d, protocol: HTTP}]
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: web}
            spec:
              parentRefs: [{name: ingress}]
              rules:
              - backendRefs: [{name: web, port: 80}]
            """.formatted(port);
    }
}
