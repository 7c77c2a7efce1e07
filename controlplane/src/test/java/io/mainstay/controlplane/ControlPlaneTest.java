// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.mainstay.api.istio.v1.auth.IstioCertificateRequest;
import io.mainstay.api.istio.v1.auth.IstioCertificateServiceGrpc;
import io.mainstay.api.workload.v1alpha1.RegisterRequest;
import io.mainstay.api.workload.v1alpha1.RegisterResponse;
import io.mainstay.api.workload.v1alpha1.Workload;
import io.mainstay.api.workload.v1alpha1.WorkloadRegistryGrpc;
import io.mainstay.controlplane.api.ApiServer;
import io.mainstay.controlplane.kind.AllKinds;
import io.mainstay.controlplane.source.Source;
import io.mainstay.controlplane.source.directory.DirectorySource;
import io.mainstay.controlplane.state.MtlsMode;
import io.mainstay.security.CertificateChain;
import io.mainstay.security.Csr;
import io.mainstay.security.KeyPairs;
import io.mainstay.security.PeerTrust;
import io.mainstay.security.SpiffeId;
import io.mainstay.security.TrustBundle;
import io.mainstay.xds.TypeUrls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From a token to listeners, over real sockets. */
@Tag("slow")
@Timeout(120)
class ControlPlaneTest {
    private static final String TRUST_DOMAIN = "mesh.test";
    private static final String SECRET = "a-secret-of-some-length";

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : open.reversed()) {
            part.close();
        }
    }

    @Test
    void aHostEnrolsRegistersAndIsServedAndAChangeOfFilesReachesIt() throws Exception {
        ControlPlane controlPlane = start();
        JsonNode about = get(controlPlane, "/mainstay/v1/about");
        TrustBundle roots = TrustBundle.fromPem(about.path("roots").asString());
        String token = post(controlPlane, "/mainstay/v1/tokens", "{\"hosts\":\"host-a\"}")
                .path("token")
                .asString();

        KeyPair key = KeyPairs.generateP256();
        CertificateChain node = enrol(controlPlane, roots, key, token);
        ManagedChannel channel = channel(controlPlane, roots, Optional.of(node), key);
        RegisterResponse registered = WorkloadRegistryGrpc.newBlockingStub(channel)
                .register(RegisterRequest.newBuilder().setWorkload(workload()).build());
        assertThat(registered.getSpiffeId()).isEqualTo("spiffe://mesh.test/ns/default/sa/reviews");
        assertThat(registered.getOutboundList()).hasSize(1);
        assertThat(IstioCertificateServiceGrpc.newBlockingStub(channel)
                        .createCertificate(
                                csr(KeyPairs.generateP256(), SpiffeId.workload(TRUST_DOMAIN, "default", "reviews")))
                        .getCertChainCount())
                .isGreaterThanOrEqualTo(2);

        BlockingQueue<DiscoveryResponse> responses = new LinkedBlockingQueue<>();
        StreamObserver<DiscoveryRequest> stream =
                AggregatedDiscoveryServiceGrpc.newStub(channel).streamAggregatedResources(new Collector(responses));
        stream.onNext(DiscoveryRequest.newBuilder()
                .setTypeUrl(TypeUrls.LISTENER)
                .setNode(Node.newBuilder()
                        .setId("host-a")
                        .setMetadata(Struct.newBuilder()
                                .putFields(
                                        "admin",
                                        Value.newBuilder().setStringValue("/x").build())))
                .build());
        DiscoveryResponse first = Objects.requireNonNull(responses.poll(20, TimeUnit.SECONDS));
        assertThat(first.getResourcesList()).hasSize(2);
        stream.onNext(DiscoveryRequest.newBuilder()
                .setTypeUrl(TypeUrls.LISTENER)
                .setVersionInfo(first.getVersionInfo())
                .setResponseNonce(first.getNonce())
                .build());

        Files.writeString(config().resolve("ratings.yaml"), service("ratings"));
        DiscoveryResponse second = Objects.requireNonNull(responses.poll(20, TimeUnit.SECONDS));
        assertThat(second.getResourcesList()).hasSize(3);

        JsonNode nodes = get(controlPlane, "/mainstay/v1/proxy-status").path("nodes");
        assertThat(nodes).hasSize(1);
        assertThat(nodes.path(0).path("identity").asString()).isEqualTo("spiffe://mesh.test/node/host-a");
        assertThat(nodes.path(0).path("metadata").path("admin").asString()).isEqualTo("/x");
        assertThat(get(controlPlane, "/mainstay/v1/workloads")
                        .path("workloads")
                        .path(0)
                        .path("healthy")
                        .asBoolean())
                .isTrue();
        metricsTellOfIt(controlPlane);
        stream.onCompleted();
    }

    private static void metricsTellOfIt(ControlPlane controlPlane) throws Exception {
        String metrics = metrics(controlPlane, "/metrics");
        assertThat(metrics)
                .contains("\npilot_xds{version=\"test\"} 1\n")
                .contains("\npilot_xds_pushes{type=\"lds\"} 2\n")
                .contains("\npilot_proxy_convergence_time_count 1\n")
                .contains("\ncitadel_server_csr_count 2\n", "\ncitadel_server_success_cert_issuance_count 2\n")
                .contains("\npilot_services 2\n", "\nmainstay_workloads 1\n", "\nmainstay_store_healthy 1\n")
                .contains("\nmainstay_api_requests_total{method=\"POST\",code=\"201\"} 1\n");
        assertThat(value(metrics, "mainstay_store_revision"))
                .isGreaterThanOrEqualTo(value(metrics, "mainstay_mesh_revision"))
                .isPositive();
        assertThat(metrics(controlPlane, "/ready")).isEqualTo("ok\n");
    }

    private static double value(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static String metrics(ControlPlane controlPlane, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + controlPlane.metricsPort() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void whatItKnowsOutlivesARestartAndTwoInOneFolderAreNotAllowed() throws Exception {
        ControlPlane first = start();
        String fingerprint = first.rootFingerprint();
        assertThatThrownBy(this::start).hasMessageContaining("another control plane uses this folder");
        first.close();

        ControlPlane second = start();
        assertThat(second.rootFingerprint()).isEqualTo(fingerprint);
        assertThat(get(second, "/api/v1/services").path("items")).hasSize(1);
    }

    @Test
    void aRootIsReplacedThroughTheApiStepByStepAndEachStepMayBeTakenAgain() throws Exception {
        ControlPlane controlPlane = start();
        String old = get(controlPlane, "/mainstay/v1/ca")
                .path("roots")
                .path(0)
                .path("fingerprint")
                .asString();

        assertThat(post(controlPlane, "/mainstay/v1/ca/add-root", "").path("roots"))
                .hasSize(2);
        JsonNode added = post(controlPlane, "/mainstay/v1/ca/add-root", "");
        assertThat(added.path("roots")).hasSize(2);
        assertThat(added.path("rotating").asBoolean()).isTrue();
        JsonNode switched = post(controlPlane, "/mainstay/v1/ca/switch", "");
        assertThat(switched.path("roots").path(1).path("signs").asBoolean()).isTrue();
        assertThat(post(controlPlane, "/mainstay/v1/ca/switch", "")).isEqualTo(switched);
        assertThat(post(controlPlane, "/mainstay/v1/ca/retire?root=" + old, "")
                        .path("message")
                        .asString())
                .contains("are good until");
        assertThat(post(controlPlane, "/mainstay/v1/ca/retire?root=x", "")
                        .path("code")
                        .asInt())
                .isEqualTo(400);
        assertThat(controlPlane.rootFingerprint()).isNotEqualTo(old);
        TrustBundle roots = TrustBundle.fromPem(
                get(controlPlane, "/mainstay/v1/about").path("roots").asString());
        assertThat(roots.roots()).as("what a host that joins now is told").hasSize(2);
    }

    @Test
    void aHostWithoutATokenGetsNothing() throws Exception {
        ControlPlane controlPlane = start();
        TrustBundle roots = TrustBundle.fromPem(
                get(controlPlane, "/mainstay/v1/about").path("roots").asString());
        KeyPair key = KeyPairs.generateP256();
        assertThatThrownBy(() -> enrol(controlPlane, roots, key, "abcdef." + "x".repeat(32)))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("token");
    }

    private Path config() {
        return folder.resolve("config");
    }

    private static String service(String name) {
        return "{apiVersion: v1, kind: Service, metadata: {name: %s}, spec: {ports: [{name: http, port: 80}]}}\n"
                .formatted(name);
    }

    private ControlPlane start() throws IOException {
        Files.createDirectories(config());
        if (!Files.exists(config().resolve("reviews.yaml"))) {
            Files.writeString(config().resolve("reviews.yaml"), service("reviews"));
        }
        InetAddress loopback = InetAddress.getLoopbackAddress();
        ControlPlaneOptions options = new ControlPlaneOptions(
                "default",
                TRUST_DOMAIN,
                folder.resolve("state"),
                MtlsMode.STRICT,
                new InetSocketAddress(loopback, 0),
                List.of("localhost", "127.0.0.1"),
                new ApiServer.Endpoints(
                        Files.createTempDirectory("cp").resolve("s"),
                        Optional.of(new InetSocketAddress(loopback, 0)),
                        SECRET),
                Optional.of(new InetSocketAddress(loopback, 0)),
                "test");
        List<Source.Factory> sources = List.of((resources, kinds) -> new DirectorySource(config(), resources, kinds));
        ControlPlane controlPlane =
                new ControlPlane(options, AllKinds.CATALOG, sources, Clock.systemUTC(), new SecureRandom());
        open.add(controlPlane);
        controlPlane.start();
        return controlPlane;
    }

    private static Workload workload() {
        return Workload.newBuilder()
                .setNamespace("default")
                .setName("reviews-1")
                .setService("reviews")
                .setServiceAccount("reviews")
                .setInboundAddress("127.0.0.1")
                .setInboundPort(7001)
                .setApplicationPort(8001)
                .setOutboundAddress("127.0.1.1")
                .build();
    }

    private CertificateChain enrol(ControlPlane controlPlane, TrustBundle roots, KeyPair key, String token)
            throws Exception {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        var answer = IstioCertificateServiceGrpc.newBlockingStub(channel(controlPlane, roots, Optional.empty(), key))
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .createCertificate(csr(key, SpiffeId.node(TRUST_DOMAIN, "host-a")));
        return CertificateChain.fromPem(answer.getCertChain(0));
    }

    private static IstioCertificateRequest csr(KeyPair key, SpiffeId identity) {
        return IstioCertificateRequest.newBuilder()
                .setCsr(Csr.create(key, identity))
                .build();
    }

    private ManagedChannel channel(
            ControlPlane controlPlane, TrustBundle roots, Optional<CertificateChain> node, KeyPair key)
            throws Exception {
        TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder()
                .trustManager(new PeerTrust(
                        () -> roots, InstantSource.system(), PeerTrust.exactly(SpiffeId.controlPlane(TRUST_DOMAIN))));
        if (node.isPresent()) {
            AdvancedTlsX509KeyManager manager = new AdvancedTlsX509KeyManager();
            manager.updateIdentityCredentials(
                    node.get().certificates().toArray(X509Certificate[]::new), key.getPrivate());
            credentials.keyManager(manager);
        }
        ManagedChannel channel = Grpc.newChannelBuilder("127.0.0.1:" + controlPlane.meshPort(), credentials.build())
                .build();
        open.add(channel::shutdownNow);
        return channel;
    }

    private JsonNode get(ControlPlane controlPlane, String path) throws Exception {
        return send(controlPlane, path, HttpRequest.newBuilder().GET());
    }

    private JsonNode post(ControlPlane controlPlane, String path, String body) throws Exception {
        return send(controlPlane, path, HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode send(ControlPlane controlPlane, String path, HttpRequest.Builder request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(
                    request.uri(URI.create("http://127.0.0.1:" + controlPlane.apiPort() + path))
                            .header("authorization", "Bearer " + SECRET)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return JsonMapper.builder().build().readTree(response.body());
        }
    }

    private record Collector(BlockingQueue<DiscoveryResponse> responses) implements StreamObserver<DiscoveryResponse> {
        @Override
        public void onNext(DiscoveryResponse response) {
            responses.add(response);
        }

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onCompleted() {}
    }
}
