// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mainstay.controlplane.resource.Condition;
import io.mainstay.controlplane.resource.FieldTable;
import io.mainstay.controlplane.resource.ResourceKey;
import io.mainstay.controlplane.resource.ResourceProblem;
import io.mainstay.controlplane.state.HttpAction;
import io.mainstay.controlplane.state.HttpMatch;
import io.mainstay.controlplane.state.HttpRule;
import io.mainstay.controlplane.state.MeshService;
import io.mainstay.controlplane.state.MeshSnapshot;
import io.mainstay.controlplane.state.MtlsMode;
import io.mainstay.controlplane.state.Protocol;
import io.mainstay.controlplane.state.ServiceName;
import io.mainstay.controlplane.state.ServicePortName;
import io.mainstay.model.ConfigProblem;
import java.util.List;
import org.junit.jupiter.api.Test;

class KindsTest {
    static final String SERVICE = """
        apiVersion: v1
        kind: Service
        metadata: {name: %s}
        spec:
          selector: {app: %s}
          ports: [{port: 80, name: http, targetPort: 8080}]
        """;

    static String service(String name) {
        return SERVICE.formatted(name, name);
    }

    @Test
    void aStockKubernetesServiceLoadsAndWhatItMeansToClustersOnlyIsInert() {
        CheckedText checked = check("""
            apiVersion: v1
            kind: Service
            metadata:
              name: reviews
              namespace: bookstore
              creationTimestamp: "2024-01-01T00:00:00Z"
              resourceVersion: "123"
              labels: {app: reviews}
            spec:
              type: LoadBalancer
              clusterIP: 10.0.0.7
              clusterIPs: [10.0.0.7]
              ipFamilies: [IPv4]
              ipFamilyPolicy: SingleStack
              internalTrafficPolicy: Cluster
              externalTrafficPolicy: Local
              sessionAffinity: None
              selector: {app: reviews}
              ports:
              - {name: http, port: 9080, protocol: TCP, targetPort: 9080, nodePort: 30123}
              - {name: grpc-api, port: 9090}
              - {name: db, port: 3306, appProtocol: mysql}
            status: {loadBalancer: {}}
            """);

        assertThat(checked.problems()).isEmpty();
        assertThat(checked.documents().getFirst().inert())
                .contains("spec.clusterIP", "spec.ports[0].nodePort", "status", "metadata.resourceVersion");
        MeshService service = AllKinds.mesh(checked.documents().getFirst().json())
                .service(new ServiceName("bookstore", "reviews"))
                .orElseThrow();
        assertThat(service.ports()).extracting("protocol").containsExactly(Protocol.HTTP, Protocol.GRPC, Protocol.TCP);
        assertThat(service.ports()).extracting("serverFirst").containsExactly(false, false, true);
    }

    @Test
    void oneResourceTwiceInATextIsRefusedWithBothPlaces() {
        CheckedText checked = check(service("web") + "---\n" + service("api") + "---\n" + service("web"));

        assertThat(checked.problems()).hasSize(1);
        ResourceProblem twice = checked.problems().getFirst();
        assertThat(twice.problem().code()).isEqualTo(ConfigProblem.Code.DUPLICATE);
        assertThat(twice.problem().message()).isEqualTo("Service default/web is also at line 1");
        assertThat(twice.position().line()).isEqualTo(15);
    }

    @Test
    void whatStandsForAMistakeIsNoMistakeOfItsOwn() {
        CheckedText checked = check("""
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              ports: [{name: a, port: 0}, {name: b, port: 1}, {name: c, port: 99999}, {name: d, port: 1}]
            """);

        assertThat(checked.problems())
                .extracting(ResourceProblem::problem)
                .extracting(ConfigProblem::code, ConfigProblem::path)
                .containsExactly(
                        tuple(ConfigProblem.Code.INVALID_VALUE, "spec.ports[0].port"),
                        tuple(ConfigProblem.Code.INVALID_VALUE, "spec.ports[2].port"),
                        tuple(ConfigProblem.Code.DUPLICATE, "spec.ports[3].port"));
    }

    @Test
    void aResourceWithThreeMistakesHasThreeProblemsEachWithPathLineAndHint() {
        CheckedText checked = check("""
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata:
              name: reviews
            spec:
              parentRefs:
              - {group: "", kind: Service, name: reviews}
              rules:
              - matches:
                - path: {type: PathPrefx, value: /api}
                backendRefs:
                - {name: reviews-v1, port: 700000}
                - {name: reviews-v2, port: 80, wieght: 5}
            """);

        assertThat(checked.documents()).isEmpty();
        assertThat(checked.problems())
                .extracting(ResourceProblem::problem)
                .extracting(ConfigProblem::code, ConfigProblem::path)
                .containsExactly(
                        tuple(ConfigProblem.Code.INVALID_VALUE, "spec.rules[0].matches[0].path.type"),
                        tuple(ConfigProblem.Code.INVALID_VALUE, "spec.rules[0].backendRefs[0].port"),
                        tuple(ConfigProblem.Code.UNKNOWN_FIELD, "spec.rules[0].backendRefs[1].wieght"));
        assertThat(checked.problems())
                .extracting(problem -> problem.position().line())
                .containsExactly(10, 12, 13);
        assertThat(checked.problems().get(0).problem().message()).contains("'PathPrefx'", "PathPrefix");
        assertThat(checked.problems().get(1).problem().message()).contains("700000", "65535");
        assertThat(checked.problems().get(2).problem().hint()).contains("did you mean 'weight'?");
        assertThat(checked.problems().get(0).problem().hint()).isEqualTo("did you mean 'PathPrefix'?");
        assertThat(checked.problems())
                .allSatisfy(problem -> assertThat(problem.problem().hint()).isNotEmpty());
    }

    @Test
    void brokenYamlIsReportedWithItsLine() {
        CheckedText checked = check("apiVersion: v1\nkind: Service\nmetadata: {name: a\n");
        assertThat(checked.problems()).hasSize(1);
        assertThat(checked.problems().getFirst().problem().code()).isEqualTo(ConfigProblem.Code.MALFORMED);
        assertThat(checked.problems().getFirst().position().line()).isBetween(3, 4);
    }

    @Test
    void anAliasThatExplodesIsRefused() {
        StringBuilder text = new StringBuilder("a0: &a0 [1,1,1,1,1,1,1,1,1]\n");
        for (int i = 1; i < 9; i++) {
            text.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
        }
        assertThat(check(text.toString()).problems()).isNotEmpty();
    }

    @Test
    void oneBadResourceOfAFileKeepsAllOut() {
        CheckedText checked = check(service("a") + "---\n" + service("B_b") + "---\n" + service("c"));
        assertThat(checked.documents()).isEmpty();
        assertThat(checked.problems()).hasSize(1);
        assertThat(checked.problems().getFirst().problem().hint()).contains("b-b");
    }

    @Test
    void jsonAndListsAreRead() {
        CheckedText checked = check("""
            {"apiVersion":"v1","kind":"List","items":[
            \t{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"ports":[{"port":80}]}},
            \t{"apiVersion":"v1","kind":"Service","metadata":{"name":"b"},"spec":{"ports":[{"port":80}]}}]}
            """);
        assertThat(checked.problems()).isEmpty();
        assertThat(checked.documents()).hasSize(2);
    }

    @Test
    void anUnknownKindIsToldWhatThereIs() {
        assertThat(check("{apiVersion: v1, kind: Pod, metadata: {name: a}}")
                        .problems()
                        .getFirst()
                        .problem()
                        .hint())
                .contains("HTTPRoute");
        assertThat(check("{apiVersion: v1, kind: HTTPRoute, metadata: {name: a}}")
                        .problems()
                        .getFirst()
                        .problem()
                        .hint())
                .contains("gateway.networking.k8s.io/v1");
    }

    @Test
    void everyRejectedFieldOfEveryKindIsReportedByItsPath() {
        for (Kind<?> kind : AllKinds.CATALOG.kinds()) {
            for (FieldTable.Row row : kind.fields().rows()) {
                String path = row.path().replace("[]", "[0]").replaceAll("\\{}", "[x]");
                CheckedText checked = check(FieldSetter.resource(kind, row.path()));
                List<String> rejected = checked.problems().stream()
                        .filter(problem -> problem.problem().code() == ConfigProblem.Code.UNSUPPORTED_FIELD)
                        .map(problem -> problem.problem().path())
                        .toList();
                List<String> unknown = checked.problems().stream()
                        .filter(problem -> problem.problem().code() == ConfigProblem.Code.UNKNOWN_FIELD)
                        .map(problem -> problem.problem().path())
                        .toList();
                assertThat(unknown).as(kind.name().kind() + " " + row.path()).isEmpty();
                if (row.treatment() == FieldTable.Treatment.REJECTED) {
                    assertThat(rejected)
                            .as(kind.name().kind() + " " + row.path())
                            .contains(path);
                }
            }
        }
    }

    @Test
    void routesOfOneServiceAreMergedByTheStandardsPrecedence() {
        MeshSnapshot mesh = AllKinds.mesh(
                service("a"),
                service("v1"),
                service("v2"),
                route("late", "a", "{path: {type: PathPrefix, value: /}}", "v1"),
                route("exact", "a", "{path: {type: Exact, value: /x}}", "v2"),
                route("header", "a", "{headers: [{name: Who, value: me}]}", "v2"));

        List<HttpRule> rules = mesh.rules(new ServicePortName(new ServiceName("default", "a"), 80));

        assertThat(rules)
                .extracting(HttpRule::name)
                .containsExactly(
                        "httproute/default/exact/rule-0/0",
                        "httproute/default/header/rule-0/0",
                        "httproute/default/late/rule-0/0");
        assertThat(rules.get(1).match().headers().getFirst().name()).isEqualTo("who");
    }

    static String route(String name, String parent, String match, String backend) {
        return """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: %s}
            spec:
              parentRefs: [{group: "", kind: Service, name: %s}]
              rules:
              - matches: [%s]
                backendRefs: [{name: %s, port: 80}]
            """.formatted(name, parent, match, backend);
    }

    static final String SPLIT = """
        apiVersion: split.smi-spec.io/v1alpha2
        kind: TrafficSplit
        metadata: {name: split}
        spec:
          service: a.default
          backends: [{service: v1, weight: 90}, {service: v2, weight: 10}]
        """;

    static final String VIRTUAL = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: virtual}
        spec:
          hosts: [a.default.svc.cluster.local]
          http:
          - match: [{headers: {X-User: {exact: jason}}, uri: {prefix: /r}}]
            route: [{destination: {host: v2}}]
          - route:
            - {destination: {host: v1, port: {number: 80}}, weight: 80}
            - {destination: {host: v2}, weight: 20}
            timeout: 2s
            retries: {attempts: 3, perTryTimeout: 500ms, retryOn: 5xx}
        """;

    @Test
    void smiAndIstioBecomeTheSameModel() {
        ServicePortName a = new ServicePortName(new ServiceName("default", "a"), 80);

        HttpAction split = AllKinds.mesh(service("a"), service("v1"), service("v2"), SPLIT)
                .rules(a)
                .getFirst()
                .action();
        List<HttpRule> virtual = AllKinds.mesh(service("a"), service("v1"), service("v2"), VIRTUAL)
                .rules(a);

        assertThat(split)
                .isEqualTo(HttpAction.Forward.to(List.of(
                        new HttpAction.Backend(new ServiceName("default", "v1"), 80, 90),
                        new HttpAction.Backend(new ServiceName("default", "v2"), 80, 10))));
        assertThat(virtual).hasSize(2);
        assertThat(virtual.getFirst().match().path())
                .isEqualTo(new HttpMatch.PathMatch(HttpMatch.PathKind.PREFIX, "/r"));
        assertThat(virtual.getFirst().match().headers().getFirst().name()).isEqualTo("x-user");
        HttpAction.Forward second = (HttpAction.Forward) virtual.get(1).action();
        assertThat(second.backends()).extracting(HttpAction.Backend::weight).containsExactly(80, 20);
        assertThat(second.retries().orElseThrow().attempts()).isEqualTo(3);
        assertThat(second.timeout().orElseThrow().toSeconds()).isEqualTo(2);
    }

    @Test
    void ofTwoStandardsThatRouteOneServiceTheOlderWinsAndTheYoungerSaysSo() {
        MeshSnapshot mesh = AllKinds.mesh(service("a"), service("v1"), service("v2"), VIRTUAL, SPLIT);

        assertThat(mesh.rules(new ServicePortName(new ServiceName("default", "a"), 80)))
                .extracting(rule -> rule.origin().kind())
                .containsOnly("VirtualService");
        Condition refusal = mesh
                .status(new ResourceKey("default", "split.smi-spec.io", "TrafficSplit", "default", "split"))
                .orElseThrow()
                .parents()
                .getFirst()
                .conditions()
                .stream()
                .filter(condition -> !condition.holds())
                .findFirst()
                .orElseThrow();
        assertThat(refusal.reason()).isEqualTo("Conflicted");
        assertThat(refusal.message()).contains("VirtualService default/virtual");

        MeshSnapshot reversed = AllKinds.mesh(service("a"), service("v1"), service("v2"), SPLIT, VIRTUAL);
        assertThat(reversed.rules(new ServicePortName(new ServiceName("default", "a"), 80)))
                .extracting(rule -> rule.origin().kind())
                .containsOnly("TrafficSplit");
    }

    @Test
    void aRouteToNothingIsUnresolvedAndAnswers500() {
        MeshSnapshot mesh = AllKinds.mesh(service("a"), route("r", "a", "{}", "nowhere"));

        assertThat(mesh.rules(new ServicePortName(new ServiceName("default", "a"), 80))
                        .getFirst()
                        .action())
                .isEqualTo(new HttpAction.Answer(500, ""));
        assertThat(mesh.statuses().values().stream()
                        .flatMap(status -> status.parents().stream())
                        .flatMap(parent -> parent.conditions().stream())
                        .filter(condition -> !condition.holds()))
                .extracting(Condition::reason)
                .containsExactly("BackendNotFound");
    }

    @Test
    void twoWorkloadsWithOneAddressAreAConflictTheOlderServes() {
        String entry = """
            apiVersion: networking.istio.io/v1
            kind: WorkloadEntry
            metadata: {name: %s}
            spec: {address: 127.0.0.5, ports: {http: 9000}, labels: {app: a}}
            """;
        MeshSnapshot mesh = AllKinds.mesh(entry.formatted("second"), entry.formatted("first"));
        assertThat(mesh.workloads().keySet()).extracting(name -> name.name()).containsExactly("second");
    }

    @Test
    void theNarrowestPolicyDecidesWhoAcceptsPlaintext() {
        String policy = """
            apiVersion: security.istio.io/v1
            kind: PeerAuthentication
            metadata: {name: p, namespace: %s}
            spec: {mtls: {mode: %s}%s}
            """;
        String entry = """
            apiVersion: networking.istio.io/v1
            kind: WorkloadEntry
            metadata: {name: %s}
            spec: {address: 127.0.0.%d, labels: {app: %s}}
            """;
        MeshSnapshot mesh = AllKinds.mesh(
                entry.formatted("a", 1, "a"),
                entry.formatted("b", 2, "b"),
                policy.formatted("mainstay-system", "STRICT", ""),
                policy.formatted("default", "PERMISSIVE", ""),
                policy.formatted("default", "STRICT", ", selector: {matchLabels: {app: b}}")
                        .replace("name: p,", "name: q,"));

        assertThat(mesh.workloads().values())
                .extracting(workload -> mesh.mtls().modeOf(workload))
                .containsExactly(MtlsMode.PERMISSIVE, MtlsMode.STRICT);
    }

    private static CheckedText check(String text) {
        return AllKinds.CATALOG.check("default", text, "default");
    }
}
