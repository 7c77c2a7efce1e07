// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.mainstay.engine.wire.Read;
import io.mainstay.engine.wire.ResourceReader;
import io.mainstay.engine.wire.UnknownFields;
import io.mainstay.model.ConfigProblem;
import io.mainstay.model.Parsed;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each reader says of a good resource with one thing changed. */
class ParserProblemsTest {
    private static final String HCM = "filter_chains[0].filters[0].typed_config.";
    private static final String HOST = "virtual_hosts[0].";
    private static final String ROUTE = HOST + "routes[1].";

    @Test
    void goodResourcesAreAcceptedAndNothingInThemIsInert() {
        assertThat(GoodResources.ALL).allSatisfy(good -> {
            Parsed<?> parsed = good.reader().read(good.message().toByteString(), UnknownFields.REJECT);
            List<?> said = parsed instanceof Parsed.Accepted<?> accepted ? accepted.inert() : List.of(parsed);
            assertThat(said).isEmpty();
        });
    }

    @ParameterizedTest(name = "{1} -> {2}: {4}")
    @MethodSource({"routes", "routeActions", "listeners", "clusters", "endpoints", "secrets", "bootstraps", "sources"})
    void oneMistakeIsOneProblemWithItsPath(
            Mutated<?> base, String from, String to, ConfigProblem.Code code, String path) {
        assertThat(base.text()).contains(from);

        List<ConfigProblem> problems = base.problems(from, to);

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.code()).isEqualTo(code);
        });
    }

    @Test
    void everyMistakeIsReportedNotJustTheFirst() {
        Mutated<Listener> listener = new Mutated<>(XdsResources.LISTENER, Listener.class, GoodResources.LISTENER);

        List<ConfigProblem> problems = listener.problems(
                "stat_prefix: \"s\"",
                "codec_type: HTTP3 via: \"a\\nb\" strip_any_host_port: true strip_matching_host_port: true");

        assertThat(problems)
                .extracting(ConfigProblem::path)
                .containsExactlyInAnyOrder(
                        HCM + "stat_prefix", HCM + "codec_type", HCM + "via", HCM + "strip_any_host_port");
    }

    @Test
    void bytesThatAreNoMessageAreMalformed() {
        Parsed<?> parsed = XdsResources.CLUSTER.read(ByteString.copyFromUtf8("\u0008"), UnknownFields.COUNT);

        assertThat(
                        parsed instanceof Parsed.Rejected<?> rejected
                                ? rejected.problems().toString()
                                : "")
                .contains("not a envoy.config.cluster.v3.Cluster");
    }

    private static final ConfigProblem.Code UNSUPPORTED = ConfigProblem.Code.UNSUPPORTED_FIELD;
    private static final String API = "api_config_source";
    private static final String LDS = "dynamic_resources.lds_config.";
    private static final String CDS = "dynamic_resources.cds_config.";
    private static final String OWN = "api_config_source { api_type: GRPC transport_api_version: V3"
            + " grpc_services { envoy_grpc { cluster_name: \"x\" } } }";
    private static final String ROUTES_HERE = GoodResources.LISTENER.substring(
            GoodResources.LISTENER.indexOf("route_config {"), GoodResources.LISTENER.indexOf("http_filters"));

    static Stream<Arguments> routes() {
        Mutated<RouteConfiguration> good =
                new Mutated<>(XdsResources.ROUTE, RouteConfiguration.class, GoodResources.ROUTES);
        return Stream.of(
                good.with("name: \"h\"", "", ConfigProblem.Code.MISSING, HOST + "name"),
                good.with("domains: \"*\"", "", ConfigProblem.Code.MISSING, HOST + "domains"),
                good.with("domains: \"*\"", "domains: \"a*b\"", ConfigProblem.Code.INVALID_VALUE, HOST + "domains[0]"),
                good.with(
                        "domains: \"*\"",
                        "domains: \"*\" domains: \"*\"",
                        ConfigProblem.Code.DUPLICATE,
                        HOST + "domains[1]"),
                good.with("prefix: \"/\"", "", ConfigProblem.Code.MISSING, ROUTE + "match"),
                good.with(
                        "prefix: \"/\"",
                        "path_separated_prefix: \"/a/\"",
                        ConfigProblem.Code.INVALID_VALUE,
                        ROUTE + "match.path_separated_prefix"),
                good.with(
                        "prefix: \"/\"",
                        "safe_regex { regex: \"(\" }",
                        ConfigProblem.Code.INVALID_VALUE,
                        ROUTE + "match.safe_regex.regex"),
                good.with(
                        "prefix: \"/\"",
                        "prefix: \"/\" dynamic_metadata {}",
                        ConfigProblem.Code.UNSUPPORTED_FIELD,
                        ROUTE + "match.dynamic_metadata[0]"));
    }

    static Stream<Arguments> routeActions() {
        Mutated<RouteConfiguration> good =
                new Mutated<>(XdsResources.ROUTE, RouteConfiguration.class, GoodResources.ROUTES);
        return Stream.of(
                good.with("cluster: \"c\"", "", ConfigProblem.Code.MISSING, ROUTE + "route"),
                good.with(
                        "cluster: \"c\"",
                        "weighted_clusters { clusters { name: \"a\" } }",
                        ConfigProblem.Code.INVALID_VALUE,
                        ROUTE + "route.weighted_clusters.clusters"),
                good.with(
                        "cluster: \"c\"",
                        "cluster: \"c\" retry_policy { retry_on: \"5xx,sunday\" }",
                        ConfigProblem.Code.INVALID_VALUE,
                        ROUTE + "route.retry_policy.retry_on"),
                good.with(
                        "cluster: \"c\"",
                        "cluster: \"c\" timeout { seconds: -1 }",
                        ConfigProblem.Code.INVALID_VALUE,
                        ROUTE + "route.timeout"),
                good.with(
                        "cluster: \"c\"",
                        "cluster: \"c\" request_mirror_policies { cluster: \"d\" }",
                        ConfigProblem.Code.UNSUPPORTED_FIELD,
                        ROUTE + "route.request_mirror_policies[0]"),
                good.with(
                        "status: 200",
                        "status: 99",
                        ConfigProblem.Code.INVALID_VALUE,
                        HOST + "routes[0].direct_response.status"),
                good.with(
                        "disabled: true",
                        "is_optional: true",
                        ConfigProblem.Code.MISSING,
                        ROUTE + "typed_per_filter_config[f].config"));
    }

    static Stream<Arguments> listeners() {
        Mutated<Listener> http = new Mutated<>(XdsResources.LISTENER, Listener.class, GoodResources.LISTENER);
        Mutated<Listener> tcp = new Mutated<>(XdsResources.LISTENER, Listener.class, GoodResources.TCP_LISTENER);
        return Stream.of(
                http.with(
                        "port_value: 80",
                        "port_value: 70000",
                        ConfigProblem.Code.INVALID_VALUE,
                        "address.socket_address.port_value"),
                http.with("stat_prefix: \"s\"", "", ConfigProblem.Code.MISSING, HCM + "stat_prefix"),
                http.with(
                        "stat_prefix: \"s\"",
                        "stat_prefix: \"s\" local_reply_config {}",
                        ConfigProblem.Code.UNSUPPORTED_FIELD,
                        HCM + "local_reply_config"),
                http.with(
                        "stat_prefix: \"s\"",
                        "stat_prefix: \"s\" http_protocol_options { allow_absolute_url { value: false } }",
                        ConfigProblem.Code.UNSUPPORTED_FIELD,
                        HCM + "http_protocol_options.allow_absolute_url"),
                http.with(
                        "stat_prefix: \"s\"",
                        "stat_prefix: \"s\" http2_protocol_options { initial_stream_window_size { value: 1 } }",
                        ConfigProblem.Code.INVALID_VALUE,
                        HCM + "http2_protocol_options.initial_stream_window_size"),
                http.with("name: \"router\"", "", ConfigProblem.Code.MISSING, HCM + "http_filters[0].name"),
                http.with(
                        "cluster: \"c\"",
                        "",
                        ConfigProblem.Code.MISSING,
                        HCM + "route_config.virtual_hosts[0].routes[0].route"),
                tcp.with("cluster: \"c\"", "", ConfigProblem.Code.MISSING, "filter_chains[0].filters[0].typed_config"),
                tcp.with("name: \"tls\"", "", ConfigProblem.Code.MISSING, "filter_chains[0].transport_socket.name"),
                tcp.with(
                        "name: \"cert\"",
                        "",
                        ConfigProblem.Code.MISSING,
                        "filter_chains[0].transport_socket.typed_config.common_tls_context"
                                + ".tls_certificate_sds_secret_configs[0].name"),
                tcp.with(
                        "name: \"i\"\n"
                            + "  typed_config {"
                            + " [type.googleapis.com/envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector]"
                            + " {} }",
                        "name: \"i\"\n  typed_config { type_url: \"x/acme.Strange\" }",
                        ConfigProblem.Code.UNKNOWN_TYPE,
                        "listener_filters[0].typed_config"),
                tcp.with(
                        "filter_chains {",
                        "filter_chains { filter_chain_match { server_names: \"a*\" }",
                        ConfigProblem.Code.INVALID_VALUE,
                        "filter_chains[0].filter_chain_match.server_names[0]"));
    }

    static Stream<Arguments> clusters() {
        Mutated<Cluster> plain = new Mutated<>(XdsResources.CLUSTER, Cluster.class, GoodResources.CLUSTER);
        Mutated<Cluster> eds = new Mutated<>(XdsResources.CLUSTER, Cluster.class, GoodResources.EDS_CLUSTER);
        Mutated<Cluster> dns = new Mutated<>(XdsResources.CLUSTER, Cluster.class, GoodResources.DNS_CLUSTER);
        return Stream.of(
                eds.with("name: \"c\"", "", ConfigProblem.Code.MISSING, "name"),
                eds.with(
                        "eds_config { ads {} resource_api_version: V3 }",
                        "",
                        ConfigProblem.Code.MISSING,
                        "eds_cluster_config.eds_config"),
                eds.with(
                        "type: EDS",
                        "type: EDS load_assignment { cluster_name: \"c\" }",
                        ConfigProblem.Code.CONFLICT,
                        "load_assignment"),
                plain.with("type: STATIC", "type: ORIGINAL_DST", ConfigProblem.Code.UNSUPPORTED_FIELD, "type"),
                plain.with("type: STATIC", "lb_policy: MAGLEV", ConfigProblem.Code.UNSUPPORTED_FIELD, "lb_policy"),
                plain.with(
                        "type: STATIC", "health_checks {}", ConfigProblem.Code.UNSUPPORTED_FIELD, "health_checks[0]"),
                plain.with("type: STATIC", "connect_timeout {}", ConfigProblem.Code.INVALID_VALUE, "connect_timeout"),
                plain.with(
                        "type: STATIC",
                        "outlier_detection { max_ejection_percent { value: 101 } }",
                        ConfigProblem.Code.INVALID_VALUE,
                        "outlier_detection.max_ejection_percent"),
                plain.with(
                        "type: STATIC",
                        "circuit_breakers { per_host_thresholds {} }",
                        ConfigProblem.Code.UNSUPPORTED_FIELD,
                        "circuit_breakers.per_host_thresholds[0]"),
                plain.with(
                        "address: \"127.0.0.1\"",
                        "address: \"a.io\"",
                        ConfigProblem.Code.INVALID_VALUE,
                        "load_assignment.endpoints[0].lb_endpoints[0].endpoint.address.socket_address.address"),
                plain.with(
                        "explicit_http_config { http2_protocol_options {} }",
                        "",
                        ConfigProblem.Code.MISSING,
                        "typed_extension_protocol_options[envoy.extensions.upstreams.http.v3.HttpProtocolOptions]"),
                dns.with(
                        "type: STRICT_DNS",
                        "type: STRICT_DNS dns_refresh_rate {}",
                        ConfigProblem.Code.INVALID_VALUE,
                        "dns_refresh_rate"));
    }

    static Stream<Arguments> endpoints() {
        Mutated<ClusterLoadAssignment> good =
                new Mutated<>(XdsResources.ENDPOINT, ClusterLoadAssignment.class, GoodResources.ENDPOINTS);
        return Stream.of(
                good.with("cluster_name: \"c\"", "", ConfigProblem.Code.MISSING, "cluster_name"),
                good.with(
                        "endpoints {",
                        "endpoints { priority: 129",
                        ConfigProblem.Code.INVALID_VALUE,
                        "endpoints[0].priority"),
                good.with(
                        "endpoints {",
                        "endpoints { load_balancing_weight {}",
                        ConfigProblem.Code.INVALID_VALUE,
                        "endpoints[0].load_balancing_weight"),
                good.with(
                        "cluster_name: \"c\"",
                        "cluster_name: \"c\" policy { drop_overloads {} }",
                        ConfigProblem.Code.UNSUPPORTED_FIELD,
                        "policy.drop_overloads[0]"));
    }

    static Stream<Arguments> secrets() {
        Mutated<Secret> good = new Mutated<>(XdsResources.SECRET, Secret.class, GoodResources.SECRET);
        return Stream.of(
                good.with(
                        "private_key { inline_string: \"k\" }",
                        "",
                        ConfigProblem.Code.MISSING,
                        "tls_certificate.private_key"),
                good.with(
                        "private_key {",
                        "password { inline_string: \"p\" } private_key {",
                        ConfigProblem.Code.UNSUPPORTED_FIELD,
                        "tls_certificate.password"));
    }

    static Stream<Arguments> bootstraps() {
        Mutated<Bootstrap> good = new Mutated<>(XdsResources.BOOTSTRAP, Bootstrap.class, GoodResources.BOOTSTRAP);
        return Stream.of(
                good.with(
                        "cluster_name: \"x\"",
                        "",
                        ConfigProblem.Code.MISSING,
                        "dynamic_resources.ads_config.grpc_services[0].envoy_grpc.cluster_name"),
                good.with(
                        "api_type: GRPC",
                        "api_type: REST",
                        ConfigProblem.Code.UNSUPPORTED_FIELD,
                        "dynamic_resources.ads_config.api_type"),
                good.with(
                        "node {",
                        "static_resources { clusters { name: \"a\" } clusters { name: \"a\" } } node {",
                        ConfigProblem.Code.DUPLICATE,
                        "static_resources.clusters[1].name"),
                good.with("admin {", "tracing {} admin {", ConfigProblem.Code.UNSUPPORTED_FIELD, "tracing"));
    }

    /** Discovery has one way; what asks for another is told so. */
    static Stream<Arguments> sources() {
        Mutated<Bootstrap> bootstrap = new Mutated<>(XdsResources.BOOTSTRAP, Bootstrap.class, GoodResources.BOOTSTRAP);
        Mutated<Cluster> eds = new Mutated<>(XdsResources.CLUSTER, Cluster.class, GoodResources.EDS_CLUSTER);
        Mutated<Listener> http = new Mutated<>(XdsResources.LISTENER, Listener.class, GoodResources.LISTENER);
        Mutated<Listener> tcp = new Mutated<>(XdsResources.LISTENER, Listener.class, GoodResources.TCP_LISTENER);
        String manager = "filter_chains[0].filters[0].typed_config.";
        String tls = "filter_chains[0].transport_socket.typed_config.common_tls_context.";
        return Stream.of(
                bootstrap.with("lds_config { ads {}", "lds_config { " + OWN, UNSUPPORTED, LDS + API),
                bootstrap.with("cds_config { ads {}", "cds_config { " + OWN, UNSUPPORTED, CDS + API),
                bootstrap.with("lds_config { ads {}", "lds_config { path: \"f\"", UNSUPPORTED, LDS + "path"),
                bootstrap.with(
                        "cds_config { ads {}",
                        "cds_config { path_config_source { path: \"f\" }",
                        UNSUPPORTED,
                        CDS + "path_config_source"),
                bootstrap.with(
                        "api_type: GRPC",
                        "api_type: AGGREGATED_GRPC",
                        UNSUPPORTED,
                        "dynamic_resources.ads_config.api_type"),
                bootstrap.with(
                        "grpc_services {",
                        "grpc_services { envoy_grpc { cluster_name: \"y\" } } grpc_services {",
                        UNSUPPORTED,
                        "dynamic_resources.ads_config.grpc_services[1]"),
                eds.with(
                        "eds_config { ads {}",
                        "eds_config { " + OWN,
                        UNSUPPORTED,
                        "eds_cluster_config.eds_config." + API),
                http.with(
                        ROUTES_HERE,
                        "rds { route_config_name: \"r\" config_source { " + OWN + " resource_api_version: V3 } }",
                        UNSUPPORTED,
                        manager + "rds.config_source." + API),
                http.with("name: \"l\"", "name: \"l\" access_log {}", UNSUPPORTED, "access_log[0]"),
                http.with(
                        "stat_prefix: \"s\"",
                        "stat_prefix: \"s\" upgrade_configs { upgrade_type: \"a\" filters {} }",
                        UNSUPPORTED,
                        manager + "upgrade_configs[0].filters[0]"),
                tcp.with(
                        "tls_certificate_sds_secret_configs {",
                        "tls_certificate_sds_secret_configs { name: \"b\" sds_config { ads {} } }"
                                + " tls_certificate_sds_secret_configs {",
                        UNSUPPORTED,
                        tls + "tls_certificate_sds_secret_configs[1]"));
    }

    @Test
    void secretsMayComeFromAServerOfTheirOwn() {
        Mutated<Listener> tcp = new Mutated<>(XdsResources.LISTENER, Listener.class, GoodResources.TCP_LISTENER);

        assertThat(tcp.problems("sds_config { ads {}", "sds_config { " + OWN)).isEmpty();
    }

    /** A good resource to change. */
    @Test
    void a_word_that_is_not_supported_is_shown_as_it_was_written() {
        Mutated<Cluster> cluster = new Mutated<>(XdsResources.CLUSTER, Cluster.class, GoodResources.CLUSTER);

        assertThat(cluster.problems("name:", "lb_policy: MAGLEV name:"))
                .extracting(ConfigProblem::toString)
                .containsExactly("lb_policy: MAGLEV (expected: ROUND_ROBIN, LEAST_REQUEST or RANDOM)");
        assertThat(Read.word(Cluster.LbPolicy.UNRECOGNIZED, 77)).isEqualTo("77");
    }

    record Mutated<M extends Message>(ResourceReader<M, ?> reader, Class<M> type, String text) {
        Arguments with(String from, String to, ConfigProblem.Code code, String path) {
            return arguments(this, from, to, code, path);
        }

        List<ConfigProblem> problems(String from, String to) {
            String changed =
                    text.substring(0, text.indexOf(from)) + to + text.substring(text.indexOf(from) + from.length());
            M message = GoodResources.parse(type, changed);
            Parsed<?> parsed = reader.read(message.toByteString(), UnknownFields.REJECT);
            return parsed instanceof Parsed.Rejected<?> rejected ? rejected.problems() : List.of();
        }

        @Override
        public String toString() {
            return reader.table().messageName();
        }
    }
}
