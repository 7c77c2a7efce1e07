// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.proxy.runtime.Counters;
import io.mainstay.proxy.stream.Headers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EngineMetricsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "http.ingress.downstream_rq_total; envoy_http_downstream_rq_total;"
                        + " envoy_http_conn_manager_prefix=\"ingress\"",
                "http.a.downstream_rq_2xx; envoy_http_downstream_rq_xx;"
                        + " envoy_http_conn_manager_prefix=\"a\",envoy_response_code_class=\"2\"",
                "cluster.outbound|80||a.b.svc.cluster.local.upstream_rq_503; envoy_cluster_upstream_rq;"
                        + " envoy_cluster_name=\"outbound|80||a.b.svc.cluster.local\",envoy_response_code=\"503\"",
                "cluster.x.outlier_detection.ejections_active; envoy_cluster_outlier_detection_ejections_active;"
                        + " envoy_cluster_name=\"x\"",
                "listener.127.0.0.1_80.downstream_cx_total; envoy_listener_downstream_cx_total;"
                        + " envoy_listener_address=\"127.0.0.1_80\"",
                "server.uptime; envoy_server_uptime; ''"
            })
    void namesAreTakenApartAsEnvoyDoes(String name, String family, String labels) {
        assertThat(EngineMetrics.series(name)).isEqualTo(new EngineMetrics.Series(family, labels));
    }

    @Test
    void requestsAreCountedByClusterWithTheirRetriesAndClasses() {
        var counters = new Counters(1);
        var counts = new ClusterCounts(counters, 0);
        counts.onStreamEnd(FakeStream.answered(200).to("a", ""), new Headers(), new Headers(), 1);
        counts.onStreamEnd(FakeStream.answered(503).to("a", ""), new Headers(), new Headers(), 1);
        counts.onStreamEnd(FakeStream.answered(404), new Headers(), new Headers(), 1);

        assertThat(counters.samples().stream().filter(sample -> sample.value() > 0))
                .containsExactlyInAnyOrder(
                        new Counters.Sample("cluster.a.upstream_rq_total", 2),
                        new Counters.Sample("cluster.a.upstream_rq_completed", 2),
                        new Counters.Sample("cluster.a.upstream_rq_2xx", 1),
                        new Counters.Sample("cluster.a.upstream_rq_5xx", 1));
    }

    @Test
    void theClusterOfACounterMayHaveDotsInItsName() {
        assertThat(EngineMetrics.clusterOf("cluster.outbound|80||a.b.svc.upstream_rq_total"))
                .isEqualTo("outbound|80||a.b.svc");
        assertThat(EngineMetrics.clusterOf("cluster.a.circuit_breakers.default.cx_open"))
                .isEqualTo("a");
        assertThat(EngineMetrics.clusterOf("http.a.downstream_rq_total")).isEmpty();
    }

    @Test
    void levelsAreGauges() {
        var text = new PrometheusText();
        EngineMetrics.write(
                List.of(
                        new Counters.Sample("cluster.a.upstream_cx_active", 3),
                        new Counters.Sample("cluster.b.upstream_cx_active", 4),
                        new Counters.Sample("cluster.a.upstream_cx_total", 5)),
                text);

        assertThat(text.toString())
                .contains("# TYPE envoy_cluster_upstream_cx_active gauge\n")
                .contains("envoy_cluster_upstream_cx_active{envoy_cluster_name=\"b\"} 4\n")
                .contains("# TYPE envoy_cluster_upstream_cx_total counter\n");
    }
}
