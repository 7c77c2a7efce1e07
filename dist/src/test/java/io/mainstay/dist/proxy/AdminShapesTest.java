// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.cli.Cli;
import io.mainstay.cli.CliContext;
import io.mainstay.cli.ResourceChecker;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Admin pages in JSON beside a real Envoy's, and the verb that reads one of them. */
@Timeout(120)
class AdminShapesTest {
    private static final String ROUTE = TestProxy.toCluster("web", "");

    @TempDir
    private Path folder;

    @Test
    void certs_of_the_command_line_shows_what_a_proxy_shows_and_trusts() throws Exception {
        try (TestProxy proxy =
                TestProxy.start(AdminClient.with(TlsBootstrap.json(ROUTE, TestProxy.cluster("web", 1))))) {
            AdminClient admin = new AdminClient(proxy.process());
            JsonNode one = parse(admin.get("/certs")).path("certificates").path(0);
            assertThat(one.path("cert_chain")
                            .path(0)
                            .path("subject_alt_names")
                            .path(0)
                            .path("uri")
                            .asString())
                    .isEqualTo(TlsBootstrap.IDENTITY);
            assertThat(one.path("cert_chain")
                            .path(0)
                            .path("days_until_expiration")
                            .asString())
                    .isEqualTo("9");
            assertThat(one.path("ca_cert").path(0).path("days_until_expiration").asString())
                    .isEqualTo("99");
            assertThat(admin.get("/stats/prometheus")).contains("envoy_server_days_until_first_cert_expiring 9\n");

            assertThat(said("certs", "--proxy", admin.base()).lines().toList())
                    .hasSize(3)
                    .anySatisfy(
                            line -> assertThat(line).matches("certificate +" + TlsBootstrap.IDENTITY + ",web.io .* 9"))
                    .anySatisfy(line -> assertThat(line).matches("trusted root .* 99"));
        }
    }

    /** A proxy without a control plane has been given nothing; that is an answer too. */
    @Test
    void proxy_config_understands_what_a_proxy_answers() throws Exception {
        try (TestProxy proxy =
                TestProxy.start(AdminClient.with(TlsBootstrap.json(ROUTE, TestProxy.cluster("web", 1))))) {
            String base = new AdminClient(proxy.process()).base();
            for (String type : List.of("listeners", "routes", "clusters", "endpoints", "secrets")) {
                assertThat(said("proxy-config", type, "--proxy", base)).isEmpty();
                assertThat(parse(said("proxy-config", type, "--proxy", base, "-o", "json")))
                        .isEmpty();
            }
        }
    }

    /** What a verb prints when it succeeds. */
    private static String said(String verb, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CliContext context = new CliContext(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(new byte[0]),
                Map.of(),
                (text, file) -> new ResourceChecker.Checked(List.of(), List.of()));
        assertThat(Cli.run(verb, List.of(arguments), context))
                .as(verb + ": " + err.toString(StandardCharsets.UTF_8))
                .isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    @Tag("conformance")
    void what_envoy_tells_in_json_is_told_in_the_same_shape() {
        try (FakeServer server = FakeServer.echo()) {
            String bootstrap = TlsBootstrap.json(ROUTE, TestProxy.cluster("web", server.port()));
            try (RealEnvoy envoy = new RealEnvoy(folder, bootstrap);
                    TestProxy proxy = TestProxy.start(AdminClient.with(bootstrap))) {
                AdminClient admin = new AdminClient(proxy.process());
                same(envoy, admin, "/certs", Set.of());
                same(envoy, admin, "/listeners?format=json", Set.of());
                same(envoy, admin, "/stats?format=json&filter=cluster.web.membership_total$", Set.of());
                same(
                        envoy,
                        admin,
                        "/clusters?format=json",
                        Set.of(
                                "cluster_statuses.added_via_api",
                                "cluster_statuses.circuit_breakers",
                                "cluster_statuses.host_statuses.stats.value"));
                within(envoy, admin, "/server_info");
                within(envoy, admin, "/config_dump");
                within(envoy, admin, "/config_dump?include_eds");
                for (String query : List.of("", "?include_eds", "?include_eds=true", "?include_eds=false")) {
                    assertThat(admin.get("/config_dump" + query).contains("EndpointsConfigDump"))
                            .as(query)
                            .isEqualTo(envoy.get("/config_dump" + query).contains("EndpointsConfigDump"));
                }
                assertThat(admin.get("/ready")).isEqualTo(envoy.get("/ready"));
            }
        }
    }

    /** Ours has every field of theirs, but for those named, and none beside. */
    private static void same(RealEnvoy envoy, AdminClient admin, String path, Set<String> without) {
        Set<String> theirs = fields(envoy.get(path));
        Set<String> ours = fields(admin.get(path));
        theirs.removeIf(field -> without.stream().anyMatch(field::startsWith));
        ours.removeIf(field -> without.stream().anyMatch(field::startsWith));
        assertThat(ours).as(path).containsAll(theirs);
        within(envoy, admin, path);
    }

    /** Ours has nothing that theirs has not. A field with its default is left out by Envoy. */
    private static void within(RealEnvoy envoy, AdminClient admin, String path) {
        Set<String> invented = fields(admin.get(path));
        invented.removeAll(fields(envoy.get(path)));
        invented.removeIf(field -> DEFAULTS.stream().anyMatch(field::endsWith));
        assertThat(invented).as("only ours in " + path).isEmpty();
    }

    /** Fields that Envoy does not write while they hold their type's default. */
    private static final List<String> DEFAULTS = List.of(
            ".hostname", ".locality", ".region", ".zone", ".sub_zone", ".stats.value", "node.id", "node.cluster");

    private static JsonNode parse(String text) {
        return JsonMapper.builder().build().readTree(text);
    }

    private static Set<String> fields(String json) {
        Set<String> found = new TreeSet<>();
        collect(parse(json), "", found);
        return found;
    }

    private static void collect(JsonNode node, String path, Set<String> found) {
        if (node.isObject()) {
            node.properties().forEach(member -> {
                String name = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
                found.add(name);
                collect(member.getValue(), name, found);
            });
        } else if (node.isArray()) {
            node.forEach(element -> collect(element, path, found));
        }
    }
}
