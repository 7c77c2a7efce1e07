// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.mainstay.interop.mesh.Await;
import io.mainstay.interop.mesh.Mainstay;
import io.mainstay.xds.TypeUrls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An update of three clusters of which one is bad: what it does to traffic, and what the control plane reads on the wire. */
@Tag("conformance")
@Timeout(120)
class PartlyBadUpdateTest {
    private static final TypeRegistry TYPES = TypeRegistry.newBuilder()
            .add(HttpConnectionManager.getDescriptor())
            .add(Router.getDescriptor())
            .build();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"GRPC", "DELTA_GRPC"})
    void two_are_applied_one_is_refused_by_path_and_goes_on_as_it_was(String variant) throws Exception {
        assumeTrue(Mainstay.isBuilt(), "dist is not packaged; run 'mvn verify' rather than 'mvn test'");
        int port = ProxyRun.freePort();
        try (ByteServer old = new ByteServer("old");
                ByteServer updated = new ByteServer("new");
                AdsRecorder ads = new AdsRecorder(clusters(old.port()), Map.of("in-" + port, listener(port)));
                ProxyRun proxy = ProxyRun.start(folder, bootstrap(variant, ads.port()), port)) {
            assertThat(answers(port)).containsExactly("old", "old", "old");

            Map<String, Message> update = clusters(updated.port());
            update.put(
                    "b",
                    cluster("b", updated.port())
                            .setConnectTimeout(Duration.newBuilder().setSeconds(-1))
                            .build());
            ads.push("second", update);
            AdsRecorder.Answer answer = Await.until(
                            "an answer to the update", () -> to(ads, "second"), list -> !list.isEmpty(), proxy::printed)
                    .getFirst();

            assertThat(answer.error().getMessage())
                    .contains("b: ", "connect_timeout")
                    .doesNotContain("a: ", "c: ");
            assertThat(answer.error().getCode()).isNotZero();
            assertThat(answer.version())
                    .as("of the response before")
                    .isEqualTo(variant.equals("GRPC") ? "v-first" : "");
            assertThat(answers(port)).containsExactly("new", "old", "new");

            ads.push("third", Map.of("b", cluster("b", updated.port()).build()));
            assertThat(Await.until("an answer", () -> to(ads, "third"), list -> !list.isEmpty(), proxy::printed))
                    .allSatisfy(each -> assertThat(each.error().getCode()).isZero());
            assertThat(answers(port)).containsExactly("new", "new", "new");
        }
    }

    private static List<AdsRecorder.Answer> to(AdsRecorder ads, String nonce) {
        return ads.answers().stream()
                .filter(each ->
                        each.type().equals(TypeUrls.CLUSTER) && each.nonce().equals(nonce))
                .toList();
    }

    /** Who answers for each cluster. */
    private static List<String> answers(int port) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return List.of(ask(client, port, "a"), ask(client, port, "b"), ask(client, port, "c"));
        }
    }

    private static String ask(HttpClient client, int port, String cluster) throws Exception {
        URI page = URI.create("http://127.0.0.1:" + port + "/" + cluster);
        return client.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static Map<String, Message> clusters(int port) throws InvalidProtocolBufferException {
        Map<String, Message> clusters = new LinkedHashMap<>();
        for (String name : List.of("a", "b", "c")) {
            clusters.put(name, cluster(name, port).build());
        }
        return clusters;
    }

    private static Cluster.Builder cluster(String name, int port) throws InvalidProtocolBufferException {
        Cluster.Builder cluster = Cluster.newBuilder();
        JsonFormat.parser().merge(Config.cluster(name, port, ""), cluster);
        return cluster;
    }

    private static Message listener(int port) throws InvalidProtocolBufferException {
        String[] routes = Stream.of("a", "b", "c")
                .map(name -> Config.route("/" + name, name))
                .toArray(String[]::new);
        Listener.Builder listener = Listener.newBuilder();
        JsonFormat.parser().usingTypeRegistry(TYPES).merge(Config.listener(port, "", "", routes), listener);
        return listener.build();
    }

    private static String bootstrap(String variant, int ads) {
        return """
            {"node": {"id": "foreign", "cluster": "test"},
             "static_resources": {"clusters": [%s]},
             "dynamic_resources": {
               "ads_config": {"api_type": "%s", "transport_api_version": "V3",
                 "grpc_services": [{"envoy_grpc": {"cluster_name": "ads"}}]},
               "cds_config": {"resource_api_version": "V3", "ads": {}},
               "lds_config": {"resource_api_version": "V3", "ads": {}}}}
            """.formatted(Config.cluster("ads", ads, Config.HTTP2), variant);
    }
}
