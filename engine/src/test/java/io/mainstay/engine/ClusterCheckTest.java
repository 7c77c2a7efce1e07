// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.mainstay.engine.listener.ClusterCheck;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.UnknownFields;
import io.mainstay.model.ConfigProblem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where routes may lead; {@code validate_clusters} in Envoy's route configuration. */
class ClusterCheckTest {
    private static final String ROUTE = "static_resources.listeners[0].default_filter_chain.filters[0].typed_config"
            + ".route_config.virtual_hosts[0].routes";

    private static final String LISTENER = """
        name: "in"
        address { socket_address { address: "127.0.0.1" port_value: 0 } }
        default_filter_chain {
          filters {
            name: "hcm"
            typed_config {
              [type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager] {
                stat_prefix: "in"
                route_config {
                  %s
                  virtual_hosts {
                    name: "all" domains: "*"
                    routes { match { prefix: "/h" } route { cluster_header: "x-cluster" } }
                    routes { match { prefix: "/w" } route { weighted_clusters {
                      clusters { name: "web" weight { value: 1 } } clusters { name: "%s" weight { value: 1 } } } } }
                    routes { match { prefix: "/" } route { cluster: "%s" } }
                  }
                }
                http_filters {
                  name: "router"
                  typed_config { [type.googleapis.com/envoy.extensions.filters.http.router.v3.Router] {} }
                }
              }
            }
          }
        }
        """;

    private static List<ConfigProblem> problems(String validate, String weighted, String named) {
        Bootstrap bootstrap = GoodResources.parse(
                Bootstrap.class,
                "static_resources { listeners {" + LISTENER.formatted(validate, weighted, named)
                        + "} clusters { name: \"web\" } }");
        return XdsResources.BOOTSTRAP
                .read(bootstrap.toByteString(), UnknownFields.REJECT)
                .problems();
    }

    @Test
    void a_route_to_a_cluster_that_is_not_there_is_refused_by_path() {
        List<ConfigProblem> found = problems("", "ghost", "phantom");

        assertThat(found).extracting(ConfigProblem::code).containsOnly(ConfigProblem.Code.UNRESOLVED_REFERENCE);
        assertThat(found)
                .extracting(ConfigProblem::path)
                .containsExactly(ROUTE + "[1].route.weighted_clusters.clusters[1].name", ROUTE + "[2].route.cluster");
        assertThat(found.getFirst().message()).contains("\"ghost\"", "validate_clusters");
        assertThat(problems("validate_clusters { value: true }", "web", "phantom"))
                .hasSize(1);
    }

    @Test
    void routes_to_clusters_that_are_there_are_good() {
        assertThat(problems("", "web", "web")).isEmpty();
    }

    @Test
    void a_table_may_name_clusters_that_are_yet_to_come() {
        assertThat(problems("validate_clusters { value: false }", "ghost", "phantom"))
                .isEmpty();
    }

    @Test
    void whether_a_table_that_does_not_say_is_checked_is_up_to_who_holds_it() {
        ListenerConfig silent = listener("");

        assertThat(unknown(silent, false)).isEmpty();
        assertThat(unknown(silent, true)).containsExactly("phantom", "ghost");
    }

    @Test
    void a_table_that_says_is_heard() {
        assertThat(unknown(listener("validate_clusters { value: true }"), false))
                .containsExactly("phantom", "ghost");
        assertThat(unknown(listener("validate_clusters { value: false }"), true))
                .isEmpty();
    }

    private static ListenerConfig listener(String validate) {
        Listener listener = GoodResources.parse(Listener.class, LISTENER.formatted(validate, "phantom", "ghost"));
        return XdsResources.LISTENER.read(listener).orThrow();
    }

    private static List<String> unknown(ListenerConfig listener, boolean whenUnset) {
        Problems problems = Problems.none();
        new ClusterCheck("web"::equals, whenUnset).check(listener, problems);
        return problems.found().stream()
                .map(problem -> problem.message().split("\"", 3)[1])
                .toList();
    }
}
