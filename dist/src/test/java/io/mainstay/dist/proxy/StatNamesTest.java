// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Names of statistics beside a real Envoy that runs the same bootstrap under the same traffic. */
@Tag("conformance")
@Timeout(120)
class StatNamesTest {
    /** What people watch; each has to be there. */
    private static final Set<String> WATCHED = Set.of(
            "envoy_cluster_upstream_cx_total",
            "envoy_cluster_upstream_cx_active",
            "envoy_cluster_upstream_cx_connect_fail",
            "envoy_cluster_upstream_cx_overflow",
            "envoy_cluster_upstream_rq_total",
            "envoy_cluster_upstream_rq_active",
            "envoy_cluster_upstream_rq_completed",
            "envoy_cluster_upstream_rq_xx",
            "envoy_cluster_upstream_rq_retry",
            "envoy_cluster_upstream_rq_timeout",
            "envoy_cluster_upstream_rq_pending_overflow",
            "envoy_cluster_membership_total",
            "envoy_cluster_membership_healthy",
            "envoy_cluster_membership_change",
            "envoy_cluster_outlier_detection_ejections_active",
            "envoy_cluster_circuit_breakers_default_cx_open",
            "envoy_cluster_circuit_breakers_default_rq_open",
            "envoy_http_downstream_cx_total",
            "envoy_http_downstream_cx_active",
            "envoy_http_downstream_rq_total",
            "envoy_http_downstream_rq_active",
            "envoy_http_downstream_rq_xx",
            "envoy_http_downstream_rq_timeout",
            "envoy_http_no_route",
            "envoy_listener_downstream_cx_total",
            "envoy_listener_downstream_cx_active",
            "envoy_listener_downstream_cx_destroy",
            "envoy_listener_manager_total_listeners_active",
            "envoy_cluster_manager_active_clusters",
            "envoy_server_uptime",
            "envoy_server_live",
            "envoy_server_state",
            "envoy_server_concurrency",
            "envoy_server_days_until_first_cert_expiring");

    @TempDir
    private Path folder;

    @Test
    void what_bears_envoys_name_is_envoys_and_what_people_watch_is_there() {
        try (FakeServer server = FakeServer.echo();
                RealEnvoy envoy = new RealEnvoy(folder, bootstrap(server.port()));
                TestProxy proxy = TestProxy.start(AdminClient.with(bootstrap(server.port())))) {
            for (int port : new int[] {envoy.port(), proxy.port()}) {
                try (Wire client = Wire.connect(port)) {
                    client.send("GET /a HTTP/1.1\r\nHost: web\r\n\r\n").read();
                    client.send("POST /none HTTP/1.1\r\nHost: web\r\nContent-Length: 0\r\n\r\n")
                            .read();
                }
                // Envoy has the counters of HTTP/2 from the first such connection on.
                try (Wire client = Wire.connect(port)) {
                    assertThat(new H2Wire(client).get()).isEqualTo(200);
                }
            }
            Set<String> theirs = AdminClient.families(envoy.get("/stats/prometheus"));
            Set<String> ours = AdminClient.families(new AdminClient(proxy.process()).get("/stats/prometheus"));

            Set<String> invented = new TreeSet<>(ours);
            invented.removeIf(name -> !name.startsWith("envoy_"));
            invented.removeAll(theirs);
            assertThat(invented).as("names Envoy does not have").isEmpty();
            assertThat(ours).containsAll(WATCHED);
            assertThat(theirs).containsAll(WATCHED);
        }
    }

    private static String bootstrap(int port) {
        String cluster = TestProxy.cluster("web", port);
        return TestProxy.json(
                "{\"match\": {\"path\": \"/a\"}, \"route\": {\"cluster\": \"web\"}}",
                "",
                cluster.substring(0, cluster.length() - 1) + ", \"outlier_detection\": {}}");
    }
}
