// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code docs/application-contract.md} promises, line by line, against a real mesh on this machine. */
@Tag("conformance")
@Timeout(240)
class ApplicationContractTest {
    private static final String SERVICES = """
        apiVersion: v1
        kind: Service
        metadata: {name: web-shop}
        spec: {ports: [{name: http, port: 80, appProtocol: http}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: greeter}
        spec: {ports: [{name: tcp, port: 9000, appProtocol: tcp}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: nobody}
        spec: {ports: [{name: http, port: 80, appProtocol: http}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: elsewhere, namespace: other}
        spec: {ports: [{name: http, port: 80, appProtocol: http}]}
        ---
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: default}
        spec: {mtls: {mode: STRICT}}
        """;

    private static LocalMesh mesh;
    private static Mainstay.Running shop;

    @BeforeAll
    static void startTheMesh() throws Exception {
        assumeTrue(Mainstay.isBuilt(), "dist is not packaged; run 'mvn verify' rather than 'mvn test'");
        mesh = LocalMesh.start();
        mesh.apply(SERVICES);
        shop = mesh.service("web-shop", "serve");
        mesh.service("greeter", "greet");
    }

    @AfterAll
    static void stopTheMesh() throws Exception {
        if (mesh != null) {
            mesh.close();
        }
    }

    @Test
    void theEnvironmentSaysWhereToListenAndWhereServicesAre() throws Exception {
        String seen = mesh.caller("env-reader", "call", "web-shop", "/env", "Host: x");

        assertThat(seen).containsPattern("\nPORT=8[0-9]{3}\n").containsPattern("\nBIND=127\\.");
        assertThat(seen).contains("\nKEPT=as it was\n");
        assertThat(seen)
                .containsPattern("\nWEB_SHOP_SERVICE_HOST=127\\.")
                .containsPattern("\nWEB_SHOP_SERVICE_PORT=[23][0-9]{4}\n")
                .containsPattern("\nWEB_SHOP_SERVICE_PORT_HTTP=[23][0-9]{4}\n")
                .containsPattern("\nGREETER_SERVICE_PORT=[23][0-9]{4}\n");
        assertThat(seen).doesNotContain("MAINSTAY_").doesNotContain("ELSEWHERE");
    }

    @Test
    void aServiceHasTheSamePortForEveryWorkloadAndRun() throws Exception {
        assertThat(port(mesh.caller("first", "env")))
                .isEqualTo(port(mesh.caller("second", "env")))
                .isPositive();
    }

    private static int port(String environment) {
        return environment
                .lines()
                .filter(line -> line.startsWith("WEB_SHOP_SERVICE_PORT="))
                .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf('=') + 1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRequestArrivesAsItWasSentWithHeadersAdded() throws Exception {
        String traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        String seen = mesh.caller(
                "sender",
                "call",
                "web-shop",
                "/a%20b/./c?q=1&q=2",
                "Host: whatever.example",
                "x-own: kept",
                "traceparent: " + traceparent,
                "x-forwarded-client-cert: URI=spiffe://forged");

        assertThat(seen).startsWith("mainstay run: ").contains("HTTP/1.1 200 OK", "x-from: probe");
        assertThat(seen).containsPattern("GET /a%20b/c\\?q=1&q=2 HTTP/1.1\n");
        assertThat(seen).contains("\nhost: web-shop.default.svc.cluster.local\n");
        assertThat(seen).contains("\nx-own: kept\n", "\ntraceparent: " + traceparent + "\n");
        assertThat(seen).containsPattern("\nx-request-id: [0-9a-f-]{36}\n").contains("\nx-forwarded-proto: http");
        assertThat(seen)
                .containsPattern(
                        "\nx-forwarded-client-cert: .*URI=spiffe://cluster.local/ns/default/sa/default[^\n]*\n");
        assertThat(seen).doesNotContain("forged");
    }

    @Test
    void aServerThatSpeaksFirstIsReachedByTcp() throws Exception {
        assertThat(mesh.caller("dialler", "dial", "greeter")).contains("first: hello\n", "then: again\n");
    }

    @Test
    void aServiceWithoutWorkloadsAnswers503() throws Exception {
        assertThat(mesh.caller("hopeful", "call", "nobody", "/", "Host: x"))
                .contains("HTTP/1.1 503", "no healthy upstream");
    }

    @Test
    void theExitCodeIsTheApplications() throws Exception {
        assertThat(mesh.awaitEnd(mesh.workload("ender", Map.of(), List.of(), "exit", "7")))
                .isEqualTo(7);
    }

    @Test
    void onTermCallersGoFirstAndThenTheApplicationIsTold() throws Exception {
        mesh.apply("""
            apiVersion: v1
            kind: Service
            metadata: {name: passing}
            spec: {ports: [{name: http, port: 80, appProtocol: http}]}
            """);
        Mainstay.Running passing = mesh.service("passing", "serve");

        passing.process().destroy();

        assertThat(mesh.awaitEnd(passing)).isEqualTo(143);
        assertThat(passing.printed()).contains("probe: told to stop");
        assertThat(mesh.caller("late", "call", "passing", "/", "Host: x")).contains("HTTP/1.1 503");
    }

    @Test
    void whoeverKillsRunEndsTheApplicationAndSendsCallersAway() throws Exception {
        mesh.apply("""
            apiVersion: v1
            kind: Service
            metadata: {name: killed}
            spec: {ports: [{name: http, port: 80, appProtocol: http}]}
            """);
        Mainstay.Running killed = mesh.service("killed", "serve");
        ProcessHandle application = killed.process()
                .children()
                .filter(child -> child.info().command().orElse("").contains("java"))
                .findFirst()
                .orElseThrow();

        killed.process().destroyForcibly();

        mesh.awaitPrinted(killed, "probe: told to stop");
        application.onExit().get(30, TimeUnit.SECONDS);
        assertThat(mesh.caller("later", "call", "killed", "/", "Host: x")).contains("HTTP/1.1 503");
    }

    @Test
    void plaintextToAStrictWorkloadIsRefused() throws Exception {
        String[] inbound = LocalMesh.inbound(shop.printed()).split(":", -1);
        try (Socket socket = new Socket(inbound[0], Integer.parseInt(inbound[1]))) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: web-shop\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readAllBytes();
            assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("HTTP/1.1 200", "x-from");
        } catch (java.net.SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    @Test
    void anApplicationOnEveryAddressIsReachedAndWarnedOf() throws Exception {
        mesh.apply("""
            apiVersion: v1
            kind: Service
            metadata: {name: wide}
            spec: {ports: [{name: http, port: 80, appProtocol: http}]}
            """);
        Mainstay.Running wide =
                mesh.workload("wide", Map.of("BIND", "0.0.0.0"), List.of("--service", "wide", "--port", "0"), "serve");
        String printed = mesh.awaitPrinted(wide, " serves at ");

        assertThat(printed).contains("warning: the application listens on every address");
        assertThat(mesh.caller("wide-caller", "call", "wide", "/x", "Host: x")).contains("GET /x HTTP/1.1");
    }
}
