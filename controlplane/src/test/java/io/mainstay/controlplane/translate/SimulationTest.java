// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.controlplane.kind.AllKinds;
import io.mainstay.controlplane.state.MeshSnapshot;
import io.mainstay.engine.XdsResources;
import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.endpoint.EndpointAssignment;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.engine.route.RequestAttributes;
import io.mainstay.engine.route.RetryOn;
import io.mainstay.engine.route.RouteAction;
import io.mainstay.engine.route.RouteDecision;
import io.mainstay.engine.route.RouteTable;
import io.mainstay.engine.wire.ResourceReader;
import io.mainstay.engine.wire.UnknownFields;
import io.mainstay.model.Locality;
import io.mainstay.model.Parsed;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsSnapshot;
import io.mainstay.xds.server.NodeDescription;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Resources → xDS → the proxy's own parsers → the proxy's own decision, for a call. */
class SimulationTest {
    private static final NodeDescription NODE =
            new NodeDescription("host-a", "", new Locality("r", "a", ""), "test", Map.of());
    private static final NodeDescription GATEWAY =
            new NodeDescription("gw", "", Locality.UNKNOWN, "test", Map.of("role", "gateway"));

    private static final String RICH_ROUTE = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: rich}
        spec:
          parentRefs: [{group: "", kind: Service, name: storefront}]
          rules:
          - matches:
            - path: {type: PathPrefix, value: /api}
              method: GET
              headers: [{name: X-Beta, type: RegularExpression, value: "y.*"}]
              queryParams: [{name: q, value: "1"}]
            filters:
            - type: URLRewrite
              urlRewrite: {hostname: other.example, path: {type: ReplacePrefixMatch, replacePrefixMatch: /v2}}
            - type: RequestHeaderModifier
              requestHeaderModifier: {set: [{name: x-a, value: "50%"}], add: [{name: x-b, value: b}], remove: [x-c]}
            - type: ResponseHeaderModifier
              responseHeaderModifier: {add: [{name: x-d, value: d}]}
            backendRefs: [{name: reviews, port: 9080}]
            timeouts: {request: 3s, backendRequest: 1s}
            retry: {codes: [503, 429], attempts: 4, backoff: 50ms}
          - matches: [{path: {type: PathPrefix, value: /strip}}]
            filters:
            - type: URLRewrite
              urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}
            backendRefs: [{name: reviews, port: 9080}]
          - matches: [{path: {type: Exact, value: /old}}]
            filters:
            - type: RequestRedirect
              requestRedirect: {statusCode: 301, path: {type: ReplaceFullPath, replaceFullPath: /new}}
          - matches: [{path: {type: RegularExpression, value: "/r[0-9]+"}}]
            backendRefs: [{name: nowhere, port: 1}]
        """;

    private static final String VIRTUAL = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: ratings}
        spec:
          hosts: [ratings]
          http:
          - match: [{headers: {end-user: {exact: jason}}, uri: {prefix: /x}}]
            rewrite: {uri: /y}
            route: [{destination: {host: ratings}, headers: {request: {set: {who: jason}}}}]
            retries: {attempts: 3, perTryTimeout: 1s, retryOn: "5xx,reset,418"}
            timeout: 10s
          - match: [{uri: {exact: /gone}}]
            directResponse: {status: 410, body: {string: gone}}
          - redirect: {uri: /elsewhere, authority: example.org}
        """;

    @Test
    void everythingTranslatedIsAcceptedByTheProxysOwnParsers() {
        MeshSnapshot mesh = AllKinds.mesh(
                MeshSourceTest.MESH,
                RICH_ROUTE,
                VIRTUAL,
                MeshSourceTest.workload("storefront-1", "storefront", "host-a", "a", 1),
                MeshSourceTest.workload("reviews-1", "reviews", "host-a", "a", 2),
                MeshSourceTest.workload("ratings-1", "ratings", "host-a", "b", 4),
                MeshSourceTest.workload("db-1", "db", "host-a", "b", 5),
                """
                apiVersion: security.istio.io/v1
                kind: PeerAuthentication
                metadata: {name: open, namespace: default}
                spec: {mtls: {mode: PERMISSIVE}}
                """);
        MeshSource source = new MeshSource(mesh);

        for (XdsSnapshot snapshot : new XdsSnapshot[] {
            source.translate("host-a", "spiffe://mesh.test/node/host-a", NODE),
            source.translate("gw", "spiffe://mesh.test/node/gw", GATEWAY)
        }) {
            check(snapshot, TypeUrls.LISTENER, XdsResources.LISTENER);
            check(snapshot, TypeUrls.ROUTE, XdsResources.ROUTE);
            check(snapshot, TypeUrls.CLUSTER, XdsResources.CLUSTER);
            check(snapshot, TypeUrls.ENDPOINT, XdsResources.ENDPOINT);
        }
    }

    private static <T> Map<String, T> check(XdsSnapshot snapshot, String type, ResourceReader<?, T> reader) {
        Map<String, T> read = new TreeMap<>();
        assertThat(snapshot.of(type)).isNotEmpty();
        snapshot.of(type).forEach((name, resource) -> read.put(name, parse(resource, reader)));
        return read;
    }

    private static <T> T parse(XdsResource resource, ResourceReader<?, T> reader) {
        Parsed<T> parsed = reader.read(resource.body().getValue(), UnknownFields.REJECT);
        assertThat(parsed.problems()).as(resource.name()).isEmpty();
        if (parsed instanceof Parsed.Accepted<T> accepted) {
            // Said for Envoy: it picks again that often, where our proxy leaves tried endpoints out at once.
            assertThat(accepted.inert())
                    .filteredOn(path -> !path.endsWith("host_selection_retry_max_attempts"))
                    .as("inert fields of " + resource.name())
                    .isEmpty();
        }
        return parsed.orThrow();
    }

    @Test
    void aCallIsRoutedAsTheResourcesSay() {
        RouteTable storefront = table("80||storefront.default.svc.cluster.local");

        RouteDecision.Routed beta = routed(storefront, new Call("GET", "/api/x?q=1", Map.of("x-beta", "yes")));
        assertThat(beta.cluster(new Call("GET", "/api/x?q=1", Map.of())))
                .isEqualTo("outbound|9080||reviews.default.svc.cluster.local");
        assertThat(((RouteAction.ForwardTo) beta.action()).timeout()).hasSeconds(3);
        assertThat(beta.retryPolicy().numRetries()).isEqualTo(4);
        assertThat(beta.retryPolicy().perTryTimeout()).hasSeconds(1);
        assertThat(beta.retryPolicy().on()).contains(RetryOn.RESET, RetryOn.RETRIABLE_STATUS_CODES);
        assertThat(beta.retryPolicy().retriableStatusCodes()).containsExactly(503, 429);
        assertThat(beta.retryPolicy().baseInterval()).isEqualTo(Duration.ofMillis(50));
        assertThat(storefront.decide(new Call("GET", "/api/x?q=2", Map.of("x-beta", "yes")), () -> 0))
                .isInstanceOf(RouteDecision.Unrouted.class);
        assertThat(storefront.decide(new Call("GET", "/apix?q=1", Map.of("x-beta", "yes")), () -> 0))
                .as("a prefix is whole segments")
                .isInstanceOf(RouteDecision.Unrouted.class);
        assertThat(routed(storefront, new Call("GET", "/old", Map.of())).action())
                .isInstanceOf(RouteAction.Redirect.class);
        assertThat(routed(storefront, new Call("GET", "/r12", Map.of())).action())
                .isInstanceOfSatisfying(
                        RouteAction.DirectResponse.class,
                        answer -> assertThat(answer.status()).isEqualTo(500));
        assertThat(routed(storefront, new Call("GET", "/strip/a", Map.of())).action())
                .isInstanceOf(RouteAction.ForwardTo.class);
    }

    @Test
    void istiosRoutesDecideInTheirOrder() {
        RouteTable ratings = table("9090||ratings.default.svc.cluster.local");
        RouteDecision.Routed jason = routed(ratings, new Call("GET", "/x/1", Map.of("end-user", "jason")));
        assertThat(jason.retryPolicy().numRetries()).isEqualTo(3);
        assertThat(jason.retryPolicy().perTryTimeout()).hasSeconds(1);
        assertThat(jason.retryPolicy().retriableStatusCodes()).containsExactly(418);
        assertThat(routed(ratings, new Call("GET", "/gone", Map.of())).action())
                .isInstanceOf(RouteAction.DirectResponse.class);
        assertThat(routed(ratings, new Call("GET", "/x/1", Map.of())).action())
                .isInstanceOf(RouteAction.Redirect.class);
    }

    @Test
    void aSplitSendsEachShareToItsService() {
        RouteTable reviews = table("9080||reviews.default.svc.cluster.local");
        Map<String, Integer> counts = new TreeMap<>();
        long state = 42;
        for (int i = 0; i < 4_000; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            long draw = state ^ (state >>> 29);
            RouteDecision.Routed routed =
                    (RouteDecision.Routed) reviews.decide(new Call("GET", "/", Map.of()), () -> draw);
            counts.merge(routed.cluster(new Call("GET", "/", Map.of())), 1, Integer::sum);
        }
        assertThat(Objects.requireNonNull(counts.get("outbound|9080||reviews.default.svc.cluster.local")))
                .isBetween(2_850, 3_150);
        assertThat(counts).hasSize(2);
    }

    @Test
    void theParsedListenersClustersAndEndpointsSayWhatTheMeshSays() {
        XdsSnapshot snapshot =
                new MeshSource(MeshSourceTest.mesh()).translate("host-a", "spiffe://mesh.test/node/host-a", NODE);
        ListenerConfig listener = Objects.requireNonNull(check(snapshot, TypeUrls.LISTENER, XdsResources.LISTENER)
                .get("outbound|default/storefront-1|default/reviews|9080"));
        assertThat(listener.metadata().text("mainstay.io/identity", "principal"))
                .contains("spiffe://mesh.test/ns/default/sa/storefront");
        ClusterConfig cluster = Objects.requireNonNull(check(snapshot, TypeUrls.CLUSTER, XdsResources.CLUSTER)
                .get("outbound|9080||reviews.default.svc.cluster.local"));
        assertThat(cluster.tls()
                        .orElseThrow()
                        .common()
                        .certificateSds()
                        .getFirst()
                        .isCaller())
                .isTrue();
        assertThat(cluster.outlierDetection().orElseThrow().maxEjectionPercent())
                .isEqualTo(100);
        assertThat(cluster.circuitBreakers().standard().retryBudget()).isPresent();
        EndpointAssignment endpoints = Objects.requireNonNull(check(snapshot, TypeUrls.ENDPOINT, XdsResources.ENDPOINT)
                .get("outbound|9080||reviews.default.svc.cluster.local"));
        assertThat(endpoints.toString()).contains("7002", "7003");
    }

    private static RouteTable table(String name) {
        MeshSnapshot mesh = AllKinds.mesh(
                MeshSourceTest.MESH,
                RICH_ROUTE,
                VIRTUAL,
                MeshSourceTest.workload("storefront-1", "storefront", "host-a", "a", 1));
        XdsSnapshot snapshot = new MeshSource(mesh).translate("host-a", "spiffe://mesh.test/node/host-a", NODE);
        return parse(Objects.requireNonNull(snapshot.of(TypeUrls.ROUTE).get(name), name), XdsResources.ROUTE);
    }

    private static RouteDecision.Routed routed(RouteTable table, Call call) {
        RouteDecision decision = table.decide(call, () -> 0);
        assertThat(decision).as(call.toString()).isInstanceOf(RouteDecision.Routed.class);
        return (RouteDecision.Routed) decision;
    }

    /** A request with any Host, as an application in explicit mode sends it. */
    private record Call(String method, String path, Map<String, String> headers) implements RequestAttributes {
        @Override
        public String authority() {
            return "127.0.1.1:20001";
        }

        @Override
        public String scheme() {
            return "http";
        }

        @Override
        public @Nullable String header(String lowerCaseName) {
            return switch (lowerCaseName) {
                case ":method" -> method;
                case ":path" -> path;
                default -> headers.get(lowerCaseName);
            };
        }

        @Override
        public Outcome test(String lowerCaseName, Condition condition) {
            return Outcome.of(header(lowerCaseName), condition);
        }
    }
}
