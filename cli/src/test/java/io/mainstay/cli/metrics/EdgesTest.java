// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EdgesTest {
    private static final String PAGE = """
        # TYPE istio_requests_total counter
        istio_requests_total{reporter="destination",source_workload="storefront",source_principal="spiffe://m/ns/d/sa/storefront",destination_service_name="catalog",request_protocol="http",response_code="200",grpc_response_status="",connection_security_policy="mutual_tls"} 90
        istio_requests_total{reporter="destination",source_workload="storefront",source_principal="spiffe://m/ns/d/sa/storefront",destination_service_name="catalog",request_protocol="http",response_code="503",grpc_response_status="",connection_security_policy="none"} 10
        istio_requests_total{reporter="source",source_workload="storefront",destination_service_name="catalog",request_protocol="http",response_code="200",connection_security_policy="mutual_tls"} 500
        istio_requests_total{reporter="destination",source_workload="reviews",source_principal="spiffe://m/ns/d/sa/reviews",destination_service_name="ratings",request_protocol="grpc",response_code="200",grpc_response_status="14",connection_security_policy="mutual_tls"} 3
        istio_requests_total{reporter="destination",source_workload="unknown",source_principal="spiffe://m/node/ingress",destination_service_name="storefront",request_protocol="http",response_code="200",grpc_response_status="",connection_security_policy="mutual_tls"} 7
        istio_request_duration_milliseconds_bucket{reporter="destination",source_workload="storefront",source_principal="",destination_service_name="catalog",request_protocol="http",le="10"} 50
        istio_request_duration_milliseconds_bucket{reporter="destination",source_workload="storefront",source_principal="",destination_service_name="catalog",request_protocol="http",le="20"} 100
        istio_request_duration_milliseconds_bucket{reporter="destination",source_workload="storefront",source_principal="",destination_service_name="catalog",request_protocol="http",le="+Inf"} 100
        """;

    @Test
    void whatTheCalledSideReportsBecomesEdges() {
        List<Edge> edges = Edges.of(List.of(MetricSample.parse(PAGE), MetricSample.parse(PAGE)));

        assertThat(edges)
                .extracting(Edge::from, Edge::to, Edge::protocol, Edge::requests)
                .containsExactly(
                        tuple("ingress", "storefront", "http", 14L),
                        tuple("reviews", "ratings", "grpc", 6L),
                        tuple("storefront", "catalog", "http", 200L));
        Edge catalog = edges.getLast();
        assertThat(catalog.successRate()).isEqualTo(0.9);
        assertThat(catalog.p50Ms()).isCloseTo(10, within(0.01));
        assertThat(catalog.p99Ms()).isCloseTo(19.8, within(0.01));
        assertThat(edges.get(1).successRate()).isZero();
        assertThat(Edges.mutualTlsShare(edges)).isEqualTo((14 + 6 + 180) / 220.0);
    }

    @Test
    void noEdgesHaveNoShare() {
        assertThat(Edges.mutualTlsShare(Edges.of(List.of()))).isZero();
    }

    @Test
    void aQuantileInTheLastBucketIsItsLowerBound() {
        assertThat(Edges.quantile(new TreeMap<>(Map.of(5.0, 0.0, Double.POSITIVE_INFINITY, 10.0)), 0.5))
                .isEqualTo(5.0);
    }

    @Test
    void labelsAreReadWithTheirEscapes() {
        List<MetricSample> samples = MetricSample.parse("a{b=\"x\\\"}\\n,\",c=\"\"} 1.5 1700000000\nd 2\nbroken{e=\n");

        assertThat(samples)
                .containsExactly(
                        new MetricSample("a", Map.of("b", "x\"}\n,", "c", ""), 1.5),
                        new MetricSample("d", Map.of(), 2));
    }

    @Test
    void whatWasCountedBeforeIsTakenOffUnlessTheProxyHasStartedAgain() {
        List<MetricSample> page = MetricSample.parse(PAGE);
        List<MetricSample> twice = page.stream()
                .map(sample -> new MetricSample(sample.name(), sample.labels(), sample.value() * 2))
                .toList();

        assertThat(Edges.since(List.of(page), List.of(twice))).isEqualTo(Edges.of(List.of(page)));
        assertThat(Edges.since(List.of(twice), List.of(page))).isEqualTo(Edges.of(List.of(page)));
        assertThat(Edges.since(List.of(twice), List.of(List.of()))).isEmpty();
    }
}
