// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.mainstay.controlplane.kind.AllKinds;
import io.mainstay.controlplane.state.MeshSnapshot;
import io.mainstay.controlplane.state.WorkloadName;
import io.mainstay.model.Locality;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsSnapshot;
import io.mainstay.xds.server.NodeDescription;
import io.mainstay.xds.server.NodeIdentity;
import io.mainstay.xds.server.SnapshotSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MeshSourceTest {
    static final String MESH = """
        {apiVersion: v1, kind: Service, metadata: {name: storefront}, spec: {ports: [{name: http, port: 80}]}}
        ---
        {apiVersion: v1, kind: Service, metadata: {name: reviews}, spec: {ports: [{name: http, port: 9080}]}}
        ---
        {apiVersion: v1, kind: Service, metadata: {name: reviews-v2}, spec: {ports: [{name: http, port: 9080}]}}
        ---
        {apiVersion: v1, kind: Service, metadata: {name: ratings}, spec: {ports: [{name: grpc, port: 9090}]}}
        ---
        {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {ports: [{port: 3306, appProtocol: mysql}]}}
        ---
        {apiVersion: v1, kind: Service, metadata: {name: far, namespace: elsewhere}, spec: {ports: [{name: http, port: 80}]}}
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: split}
        spec:
          parentRefs: [{group: "", kind: Service, name: reviews}]
          rules:
          - backendRefs: [{name: reviews, port: 9080, weight: 3}, {name: reviews-v2, port: 9080, weight: 1}]
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: ingress}
        spec:
          gatewayClassName: mainstay
          listeners: [{name: web, port: 8080, protocol: HTTP}]
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: web}
        spec:
          parentRefs: [{name: ingress}]
          hostnames: [shop.example]
          rules:
          - backendRefs: [{name: storefront, port: 80}]
        """;

    static String workload(String name, String service, String host, String zone, int number) {
        return """
            apiVersion: networking.istio.io/v1
            kind: WorkloadEntry
            metadata:
              name: %s
              annotations:
                mainstay.io/host: %s
                mainstay.io/service: %s
                mainstay.io/inbound-port: "%d"
                mainstay.io/application-port: "%d"
                mainstay.io/outbound-address: 127.0.1.%d
            spec: {address: 127.0.0.1, serviceAccount: %s, locality: r/%s, labels: {version: v1}}
            """.formatted(name, host, service, 7000 + number, 8000 + number, number, service, zone);
    }

    static MeshSnapshot mesh() {
        return AllKinds.mesh(
                MESH,
                workload("storefront-1", "storefront", "host-a", "a", 1),
                workload("reviews-1", "reviews", "host-a", "a", 2),
                workload("reviews-2", "reviews", "host-b", "b", 3),
                workload("ratings-1", "ratings", "host-b", "b", 4),
                workload("db-1", "db", "host-b", "b", 5));
    }

    private static final NodeDescription NODE_A =
            new NodeDescription("host-a", "", new Locality("r", "a", ""), "test", Map.of());

    @Test
    void aHostGetsTheListenersOfItsWorkloadsAndWhatTheyReachAndNoMore() {
        XdsSnapshot snapshot = translate("host-a");

        assertThat(snapshot.of(TypeUrls.LISTENER).keySet())
                .contains(
                        "inbound|default/storefront-1|8001",
                        "inbound|default/reviews-1|8002",
                        "outbound|default/storefront-1|default/reviews|9080",
                        "outbound|default/storefront-1|default/db|3306",
                        "outbound|default/reviews-1|default/ratings|9090")
                .hasSize(2 + 2 * 5);
        assertThat(snapshot.of(TypeUrls.CLUSTER).keySet())
                .containsExactlyInAnyOrder(
                        "inbound|default/storefront-1|8001",
                        "inbound|default/reviews-1|8002",
                        "outbound|80||storefront.default.svc.cluster.local",
                        "outbound|9080||reviews.default.svc.cluster.local",
                        "outbound|9080||reviews-v2.default.svc.cluster.local",
                        "outbound|9090||ratings.default.svc.cluster.local",
                        "outbound|3306||db.default.svc.cluster.local");
        assertThat(snapshot.of(TypeUrls.ENDPOINT)).hasSize(5);
        assertThat(snapshot.of(TypeUrls.ROUTE).keySet())
                .containsExactlyInAnyOrder(
                        "80||storefront.default.svc.cluster.local",
                        "9080||reviews.default.svc.cluster.local",
                        "9080||reviews-v2.default.svc.cluster.local",
                        "9090||ratings.default.svc.cluster.local");
    }

    /** docs/decisions/0043: a service of the own namespace stands for one elsewhere, and only that one is added. */
    @Test
    void aServiceOfAnotherNamespaceIsReachedThroughARouteThatNamesIt() throws Exception {
        MeshSnapshot mesh = AllKinds.mesh(MESH, """
            {apiVersion: v1, kind: Service, metadata: {name: other, namespace: elsewhere}, spec: {ports: [{name: http, port: 80}]}}
            ---
            {apiVersion: v1, kind: Service, metadata: {name: far}, spec: {ports: [{name: http, port: 80}]}}
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: far}
            spec: {hosts: [far], http: [{route: [{destination: {host: far.elsewhere, port: {number: 80}}}]}]}
            """, workload("storefront-1", "storefront", "host-a", "a", 1));
        XdsSnapshot snapshot = new MeshSource(mesh).translate("host-a", "spiffe://mesh.test/node/host-a", NODE_A);

        assertThat(snapshot.of(TypeUrls.CLUSTER).keySet())
                .contains("outbound|80||far.elsewhere.svc.cluster.local")
                .doesNotContain("outbound|80||other.elsewhere.svc.cluster.local");
        RouteConfiguration table =
                RouteConfiguration.parseFrom(body(snapshot, TypeUrls.ROUTE, "80||far.default.svc.cluster.local"));
        assertThat(table.getVirtualHosts(0).getRoutes(0).getRoute().getCluster())
                .isEqualTo("outbound|80||far.elsewhere.svc.cluster.local");
    }

    @Test
    void aStrictListenerHasNoPlaintextChainAPermissiveOneSniffs() throws Exception {
        Listener strict = listener(translate("host-a"), "inbound|default/reviews-1|8002");
        assertThat(strict.getFilterChainsList()).hasSize(1);
        assertThat(strict.getFilterChains(0).hasTransportSocket()).isTrue();
        assertThat(strict.getListenerFiltersList()).isEmpty();
        assertThat(strict.getMetadata()
                        .getFilterMetadataOrThrow("mainstay.io/identity")
                        .getFieldsOrThrow("principal")
                        .getStringValue())
                .isEqualTo("spiffe://mesh.test/ns/default/sa/reviews");

        MeshSnapshot permissive = AllKinds.mesh(
                MESH,
                workload("reviews-1", "reviews", "host-a", "a", 2),
                workload("db-1", "db", "host-a", "a", 5),
                """
                apiVersion: security.istio.io/v1
                kind: PeerAuthentication
                metadata: {name: all, namespace: mainstay-system}
                spec: {mtls: {mode: PERMISSIVE}}
                """);
        XdsSnapshot snapshot = new MeshSource(permissive).translate("host-a", "spiffe://mesh.test/node/host-a", NODE_A);
        Listener open = listener(snapshot, "inbound|default/reviews-1|8002");
        assertThat(open.getListenerFiltersList()).hasSize(1);
        assertThat(open.getFilterChainsList())
                .extracting(chain -> chain.getFilterChainMatch().getTransportProtocol() + chain.hasTransportSocket())
                .containsExactly("tlstrue", "raw_bufferfalse");
        assertThat(listener(snapshot, "inbound|default/db-1|8005").getFilterChainsList())
                .as("a server that speaks first is never sniffed")
                .hasSize(1);
    }

    @Test
    void aClusterAcceptsItsServicesIdentitiesOnlyAndShowsTheCallers() throws Exception {
        Cluster cluster = Cluster.parseFrom(
                body(translate("host-a"), TypeUrls.CLUSTER, "outbound|9080||reviews.default.svc.cluster.local"));
        UpstreamTlsContext tls = UpstreamTlsContext.parseFrom(
                cluster.getTransportSocket().getTypedConfig().getValue());

        assertThat(tls.getCommonTlsContext()
                        .getTlsCertificateSdsSecretConfigs(0)
                        .getName())
                .isEqualTo("mainstay.io/caller");
        assertThat(tls.getCommonTlsContext()
                        .getCombinedValidationContext()
                        .getDefaultValidationContext()
                        .getMatchTypedSubjectAltNamesList())
                .extracting(name -> name.getMatcher().getExact())
                .containsExactly("spiffe://mesh.test/ns/default/sa/reviews");
        assertThat(tls.getCommonTlsContext()
                        .getCombinedValidationContext()
                        .getValidationContextSdsSecretConfig()
                        .getName())
                .isEqualTo("ROOTCA");
    }

    @Test
    void nearEndpointsComeFirstAndASilentOneIsUnhealthy() throws Exception {
        ClusterLoadAssignment near = endpoints(mesh());
        assertThat(near.getEndpointsList())
                .extracting(locality -> locality.getLocality().getZone() + locality.getPriority())
                .containsExactly("a0", "b1");

        ClusterLoadAssignment lost = endpoints(mesh().withUnhealthy(Set.of(new WorkloadName("default", "reviews-1"))));
        assertThat(lost.getEndpoints(0).getLbEndpoints(0).getHealthStatus()).isEqualTo(HealthStatus.UNHEALTHY);
        assertThat(lost.getEndpoints(1).getLbEndpoints(0).getHealthStatus()).isEqualTo(HealthStatus.HEALTHY);
    }

    private static ClusterLoadAssignment endpoints(MeshSnapshot mesh) throws InvalidProtocolBufferException {
        XdsSnapshot snapshot = new MeshSource(mesh).translate("host-a", "spiffe://mesh.test/node/host-a", NODE_A);
        return ClusterLoadAssignment.parseFrom(
                body(snapshot, TypeUrls.ENDPOINT, "outbound|9080||reviews.default.svc.cluster.local"));
    }

    @Test
    void aRouteTableHoldsTheSplitAndNamesTheService() throws Exception {
        RouteConfiguration table = RouteConfiguration.parseFrom(
                body(translate("host-a"), TypeUrls.ROUTE, "9080||reviews.default.svc.cluster.local"));
        assertThat(table.getVirtualHosts(0).getDomainsList()).containsExactly("*");
        assertThat(table.getVirtualHosts(0)
                        .getRoutes(0)
                        .getRoute()
                        .getWeightedClusters()
                        .getClustersList())
                .extracting(share -> share.getWeight().getValue())
                .containsExactly(3, 1);
        assertThat(table.getVirtualHosts(0).getRoutes(0).getRoute().getHostRewriteLiteral())
                .isEqualTo("reviews.default.svc.cluster.local");
    }

    @Test
    void aGatewayGetsItsListenersAndTheirBackendsOnly() throws Exception {
        NodeDescription gateway = new NodeDescription(
                "gw", "", Locality.UNKNOWN, "test", Map.of("role", "gateway", "listen_address", "127.0.0.1"));
        XdsSnapshot snapshot = new MeshSource(mesh()).translate("gw", "spiffe://mesh.test/node/gw", gateway);

        assertThat(snapshot.of(TypeUrls.LISTENER).keySet()).containsExactly("gateway|default/ingress|web");
        assertThat(snapshot.of(TypeUrls.CLUSTER).keySet())
                .containsExactly("outbound|80||storefront.default.svc.cluster.local");
        RouteConfiguration table =
                RouteConfiguration.parseFrom(body(snapshot, TypeUrls.ROUTE, "gateway|default/ingress|web"));
        assertThat(table.getVirtualHosts(0).getDomainsList()).containsExactly("shop.example", "shop.example:*");
        assertThat(listener(snapshot, "gateway|default/ingress|web")
                        .getAddress()
                        .getSocketAddress()
                        .getPortValue())
                .isEqualTo(8080);
    }

    @Test
    void aChangeOfOneServiceTranslatesThatServiceAlone() {
        MeshSource source = new MeshSource(mesh());
        source.translate("host-a", "spiffe://mesh.test/node/host-a", NODE_A);
        long first = source.translations();

        source.accept(mesh().withUnhealthy(Set.of(new WorkloadName("default", "reviews-1"))));
        source.translate("host-a", "spiffe://mesh.test/node/host-a", NODE_A);

        assertThat(source.translations() - first).isEqualTo(1);
    }

    @Test
    void aNodeIsToldWhatConcernsItAndNothingElse() throws Exception {
        MeshSource source = new MeshSource(mesh());
        Recorder recorder = new Recorder();
        SnapshotSource.Subscription subscription = source.subscribe(
                new NodeIdentity(Optional.of("spiffe://mesh.test/node/host-a"), "test"), NODE_A, recorder);
        assertThat(recorder.snapshots).hasSize(1);

        source.accept(mesh());
        assertThat(recorder.snapshots).hasSize(1);
        source.accept(mesh().withUnhealthy(Set.of(new WorkloadName("default", "ratings-1"))));
        assertThat(recorder.snapshots).hasSize(2);
        subscription.close();
        source.accept(mesh());
        assertThat(recorder.snapshots).hasSize(2);
    }

    /** What a subscriber has after any changes is what a source that knows nothing of the past gives; unconcerned hosts cost nothing. */
    @Test
    void skippingHostsThatNothingHasChangedForChangesNothing() {
        MeshSource source = new MeshSource(mesh());
        Recorder recorder = new Recorder();
        source.subscribe(new NodeIdentity(Optional.of("spiffe://mesh.test/node/host-a"), "test"), NODE_A, recorder);
        List<MeshSnapshot> changes = List.of(
                AllKinds.mesh(MESH, workload("storefront-1", "storefront", "host-a", "a", 1)),
                AllKinds.mesh(
                        MESH,
                        workload("storefront-1", "storefront", "host-a", "a", 1),
                        workload("reviews-2", "reviews", "host-b", "b", 3)),
                AllKinds.mesh(MESH.replace("weight: 3", "weight: 2"), workload("x", "storefront", "host-a", "a", 1)),
                AllKinds.mesh(MESH, workload("x", "ratings", "host-a", "b", 9)),
                mesh().withUnhealthy(Set.of(new WorkloadName("default", "db-1"))),
                mesh());
        for (MeshSnapshot mesh : changes) {
            source.accept(mesh);

            assertThat(recorder.snapshots.getLast().resources())
                    .isEqualTo(new MeshSource(mesh)
                            .translate("host-a", "spiffe://mesh.test/node/host-a", NODE_A)
                            .resources());
        }
        long before = source.hostTranslations();
        String elsewhere =
                workload("far-1", "far", "host-b", "b", 7).replace("metadata:", "metadata:\n  namespace: elsewhere");

        source.accept(AllKinds.mesh(MESH, elsewhere, workload("storefront-1", "storefront", "host-a", "a", 1)));
        source.accept(AllKinds.mesh(MESH, workload("storefront-1", "storefront", "host-a", "a", 1)));

        assertThat(source.hostTranslations() - before)
                .as("the first has fewer workloads than before, the second differs elsewhere only")
                .isEqualTo(1);
    }

    @Test
    void whoIsNoNodeOfTheTrustDomainGetsNothing() {
        Recorder recorder = new Recorder();
        MeshSource source = new MeshSource(mesh());
        source.subscribe(NodeIdentity.unproven("x"), NODE_A, recorder);
        source.subscribe(new NodeIdentity(Optional.of("spiffe://other/node/host-a"), "x"), NODE_A, recorder);
        source.subscribe(
                new NodeIdentity(Optional.of("spiffe://mesh.test/ns/default/sa/reviews"), "x"), NODE_A, recorder);
        assertThat(recorder.refusals).hasSize(3);
        assertThat(recorder.snapshots).isEmpty();
    }

    private static final class Recorder implements SnapshotSource.Listener {
        final List<XdsSnapshot> snapshots = new ArrayList<>();
        final List<String> refusals = new ArrayList<>();

        @Override
        public void changed(XdsSnapshot snapshot) {
            snapshots.add(snapshot);
        }

        @Override
        public void refused(String reason) {
            refusals.add(reason);
        }
    }

    private static XdsSnapshot translate(String host) {
        return new MeshSource(mesh()).translate(host, "spiffe://mesh.test/node/" + host, NODE_A);
    }

    private static Listener listener(XdsSnapshot snapshot, String name) throws InvalidProtocolBufferException {
        return Listener.parseFrom(body(snapshot, TypeUrls.LISTENER, name));
    }

    private static ByteString body(XdsSnapshot snapshot, String type, String name) {
        return Objects.requireNonNull(snapshot.of(type).get(name), name).body().getValue();
    }
}
