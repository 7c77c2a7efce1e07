// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mainstay.controlplane.config.MeshKeeper;
import io.mainstay.controlplane.config.ResourceStore;
import io.mainstay.controlplane.kind.AllKinds;
import io.mainstay.controlplane.kind.ResourceDocument;
import io.mainstay.controlplane.registry.TokenStore;
import io.mainstay.controlplane.resource.ResourceKey;
import io.mainstay.controlplane.state.MtlsMode;
import io.mainstay.controlplane.store.EmbeddedStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

@Timeout(60)
class ApiServerTest {
    private static final String SERVICE =
            "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{name: http, port: 80}]}}";

    @TempDir
    private Path folder;

    private EmbeddedStore store =
            new EmbeddedStore(Path.of("."), InstantSource.system(), EmbeddedStore.Retention.DEFAULT);
    private ResourceStore resources = new ResourceStore(store, "default");
    private MeshKeeper keeper =
            new MeshKeeper(store, resources, AllKinds.CATALOG, "mesh.test", MtlsMode.STRICT, InstantSource.system());
    private ApiServer api = server();

    @BeforeEach
    void start() throws IOException {
        store = new EmbeddedStore(folder.resolve("state"), InstantSource.system(), EmbeddedStore.Retention.DEFAULT);
        store.start();
        resources = new ResourceStore(store, "default");
        keeper = new MeshKeeper(
                store, resources, AllKinds.CATALOG, "mesh.test", MtlsMode.STRICT, InstantSource.system());
        keeper.start();
        api = server();
        api.start();
    }

    private ApiServer server() {
        return new ApiServer(
                new ApiServer.Endpoints(
                        socket(), Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), "secret"),
                resources,
                AllKinds.CATALOG,
                keeper,
                new TokenStore(store, "default", InstantSource.system(), new SecureRandom()),
                new ApiServer.Views(
                        "test",
                        JsonNodeFactory.instance::objectNode,
                        token -> token.id() + ":joined",
                        List::of,
                        List::of,
                        store::degraded,
                        store::backup,
                        Optional.empty()));
    }

    private Path socket() {
        return folder == null ? Path.of("x") : folder.resolve("api.sock");
    }

    @AfterEach
    void stop() {
        api.close();
        keeper.close();
        store.close();
    }

    @Test
    void aResourceIsAppliedReadListedAndDeletedAtKubernetesPaths() {
        String path = "/api/v1/namespaces/default/services/a";

        assertThat(call("PUT", path, SERVICE).status()).isEqualTo(201);
        assertThat(call("PUT", path, SERVICE).status()).isEqualTo(200);
        JsonNode read = json(call("GET", path, ""));
        assertThat(read.path("spec").path("ports").path(0).path("port").asInt()).isEqualTo(80);
        assertThat(read.path("status").path("conditions").path(0).path("type").asString())
                .isEqualTo("Accepted");
        assertThat(read.path("metadata").path("resourceVersion").asString()).isNotEmpty();
        assertThat(json(call("GET", "/api/v1/services", "")).path("items")).hasSize(1);
        assertThat(json(call("GET", "/api/v1/namespaces/other/services", "")).path("items"))
                .isEmpty();
        assertThat(call("DELETE", path, "").status()).isEqualTo(200);
        assertThat(call("GET", path, "").status()).isEqualTo(404);
        assertThat(call("PUT", "/api/v1/namespaces/default/services/b", SERVICE).status())
                .isEqualTo(400);
        assertThat(call("GET", "/api/v1/pods", "").status()).isEqualTo(404);
    }

    @Test
    void allProblemsComeBackAndWhatWasThereBeforeStays() {
        call("PUT", "/api/v1/namespaces/default/services/a", SERVICE);
        String bad = """
            apiVersion: v1
            kind: Service
            metadata: {name: a}
            spec:
              type: ExternalName
              ports: [{port: 0}]
              sesionAffinity: None
            """;

        HttpResponse refused = call("POST", "/mainstay/v1/apply", bad + "---\n" + SERVICE);

        assertThat(refused.status()).isEqualTo(422);
        JsonNode causes = json(refused).path("details").path("causes");
        assertThat(causes).hasSize(3);
        assertThat(causes.path(0).path("field").asString()).isEqualTo("spec.type");
        assertThat(causes.path(2).path("hint").asString()).contains("sessionAffinity");
        assertThat(causes.path(2).path("line").asInt()).isEqualTo(7);
        assertThat(json(call("GET", "/api/v1/namespaces/default/services/a", ""))
                        .path("spec")
                        .path("ports")
                        .path(0)
                        .path("port")
                        .asInt())
                .isEqualTo(80);
    }

    @Test
    void aDryRunChecksAndChangesNothing() {
        HttpResponse checked = call("POST", "/mainstay/v1/apply?dryRun=All", SERVICE);
        assertThat(checked.status()).isEqualTo(200);
        assertThat(json(checked).path("items").path(0).path("effect").asString())
                .isEqualTo("valid");
        assertThat(call("GET", "/api/v1/namespaces/default/services/a", "").status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bad_NS", "a/b", "../x", "", "a b", "a\nb", "-a", "a.b"})
    void aNamespaceThatNoResourceMayNameIsNoDefaultEither(String namespace) {
        String encoded = URLEncoder.encode(namespace, StandardCharsets.UTF_8).replace("+", "%20");
        String own = SERVICE.replace("name: a", "name: a, namespace: shop");
        List<HttpResponse> refused = List.of(
                call("POST", "/mainstay/v1/apply?namespace=" + encoded, SERVICE),
                call("POST", "/mainstay/v1/apply?dryRun=All&namespace=" + encoded, SERVICE),
                call("POST", "/mainstay/v1/apply?namespace=" + encoded, own),
                call("POST", "/api/v1/namespaces/" + encoded + "/services", SERVICE),
                call("PUT", "/api/v1/namespaces/" + encoded + "/services/a", SERVICE));

        assertThat(refused).allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.body()).isEqualTo(422);
            JsonNode cause = json(answer).path("details").path("causes").path(0);
            assertThat(cause.path("path").asString()).isEqualTo("namespace");
            assertThat(cause.path("code").asString()).isEqualTo("INVALID_VALUE");
            assertThat(cause.path("hint").asString()).isNotEmpty();
        });
        assertThat(store.range("default", "resources/").entries()).isEmpty();
    }

    /** As stores of releases that did not check the default namespace may hold them. */
    @ParameterizedTest
    @ValueSource(strings = {"Bad_NS", "a/b", "../x", "..", "", "a b", "a\nb"})
    void whatHasSuchANamespaceAlreadyIsReadListedAndDeleted(String namespace) {
        ResourceDocument good = AllKinds.CATALOG
                .check("default", SERVICE, "default")
                .documents()
                .getFirst();
        ResourceDocument old = new ResourceDocument(
                new ResourceKey("default", "", "Service", namespace, "a"),
                good.metadata(),
                good.apiVersion(),
                good.json().replace("\"default\"", JsonMapper.shared().writeValueAsString(namespace)),
                good.inert());
        resources.write(ResourceStore.API, List.of(old), List.of());
        String services = "/api/v1/namespaces/"
                + URLEncoder.encode(namespace, StandardCharsets.UTF_8).replace("+", "%20") + "/services";

        for (String list : List.of(services, "/api/v1/services")) {
            assertThat(json(call("GET", list, "")).path("items"))
                    .as(list)
                    .singleElement()
                    .extracting(item -> item.path("metadata").path("namespace").asString())
                    .isEqualTo(namespace);
        }
        assertThat(call("GET", services + "/a", "").status()).isEqualTo(200);
        assertThat(call("DELETE", services + "/a", "").status()).isEqualTo(200);
        assertThat(store.range("default", "resources/").entries()).isEmpty();
    }

    @Test
    void severalResourcesAreOneChange() {
        HttpResponse applied = call(
                "POST",
                "/mainstay/v1/apply?namespace=shop",
                SERVICE + "\n---\n" + SERVICE.replace("name: a", "name: b"));
        assertThat(json(applied).path("items")).hasSize(2);
        assertThat(json(call("GET", "/api/v1/namespaces/shop/services/b", ""))
                        .path("metadata")
                        .path("namespace")
                        .asString())
                .isEqualTo("shop");
        assertThat(json(call("GET", "/mainstay/v1/services", "")).path("services"))
                .hasSize(2);
    }

    @Test
    void tokensAreMadeShownWithoutSecretAndRevoked() {
        JsonNode made = json(call("POST", "/mainstay/v1/tokens", "{\"hosts\":\"host-*\",\"role\":\"node\"}"));
        String id = made.path("id").asString();
        assertThat(made.path("token").asString()).startsWith(id + ".");
        assertThat(made.path("join").asString()).isEqualTo(id + ":joined");
        assertThat(call("GET", "/mainstay/v1/tokens", "").body())
                .contains(id)
                .doesNotContain(made.path("token").asString());
        assertThat(call("POST", "/mainstay/v1/tokens", "{\"role\":\"king\"}").status())
                .isEqualTo(422);
        assertThat(call("DELETE", "/mainstay/v1/tokens/" + id, "").status()).isEqualTo(200);
    }

    @Test
    void theSocketIsItsOwnersAloneAndSpeaksHttpWithKeepAliveAndChunks() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
                .isEqualTo("rw-------");
        String two = "GET /version HTTP/1.1\r\n"
                + "Host: x\r\n\r\n"
                + "POST /mainstay/v1/apply?dryRun=All HTTP/1.1\r\n"
                + "Host: x\r\n"
                + "Transfer-Encoding: chunked\r\n"
                + "Connection: close\r\n\r\n"
                + Integer.toHexString(SERVICE.length()) + "\r\n" + SERVICE + "\r\n0\r\n\r\n";
        assertThat(speak(two)).containsSubsequence("200 OK", "mainstay", "200 OK", "valid");
        assertThat(speak("GET /version HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(speak("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
    }

    private String speak(String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void onTcpTheTokenIsWanted() throws Exception {
        java.net.URI uri = java.net.URI.create("http://127.0.0.1:" + api.port() + "/mainstay/v1/apply?dryRun=All");
        try (HttpClient client = HttpClient.newHttpClient()) {
            var without = java.net.http.HttpRequest.newBuilder(uri)
                    .POST(BodyPublishers.ofString(SERVICE))
                    .build();
            assertThat(client.send(without, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(401);
            var with = java.net.http.HttpRequest.newBuilder(uri)
                    .header("Authorization", "Bearer secret")
                    .POST(BodyPublishers.ofString(SERVICE))
                    .build();
            assertThat(client.send(with, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        }
        assertThatThrownBy(() -> new ApiServer.Endpoints(socket(), Optional.of(new InetSocketAddress(0)), ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSocketInUseIsNotTakenAnAbandonedOneIs() throws Exception {
        assertThatThrownBy(() -> ApiListener.onSocket(socket(), _ -> HttpResponse.text(200, "")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another control plane answers");
        Path abandoned = folder.resolve("old.sock");
        ApiListener first = ApiListener.onSocket(abandoned, _ -> HttpResponse.text(200, ""));
        Path kept = folder.resolve("kept.sock");
        Files.createLink(kept, abandoned);
        first.close();
        ApiListener.onSocket(kept, _ -> HttpResponse.text(200, "")).close();
        assertThatThrownBy(() -> ApiListener.onSocket(folder.resolve("x".repeat(120)), _ -> HttpResponse.text(200, "")))
                .hasMessageContaining("too long");
    }

    private HttpResponse call(String method, String path, String body) {
        return api.handle(HttpRequest.of(method, path, body));
    }

    private static JsonNode json(HttpResponse response) {
        return JsonMapper.builder().build().readTree(response.body());
    }
}
