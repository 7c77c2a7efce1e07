// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A resource with mistakes, applied to a mesh that serves: refused as a whole, and what was there before goes on serving. */
@Tag("conformance")
@Timeout(180)
class RefusedResourceTest {
    private static final String SERVICE = """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {ports: [{name: http, port: 80, appProtocol: http}]}
        """;

    private static final String ROUTE = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata:
          name: web
        spec:
          parentRefs: [{group: "", kind: Service, name: web}]
          rules:
          - filters:
            - type: ResponseHeaderModifier
              responseHeaderModifier: {set: [{name: x-route, value: %s}]}
            backendRefs: [{name: web, port: %s}]
        """;

    /** No such field, no such port, no such type; the header is changed too, so that one would see it if a part were taken. */
    private static final String MISTAKES = ROUTE.formatted("second", "70000") + """
          - matchs: []
            matches: [{path: {type: Suffix, value: /x}}]
            backendRefs: [{name: web, port: 80}]
        """;

    @TempDir
    private Path folder;

    @Test
    void each_problem_of_a_configuration_folder_is_one_line_once() throws Exception {
        assumeTrue(Mainstay.isBuilt(), "dist is not packaged; run 'mvn verify' rather than 'mvn test'");
        Path config = Files.createDirectory(folder.resolve("config"));
        Files.writeString(config.resolve("bad.yaml"), MISTAKES);
        Path sockets = Files.createTempDirectory("up-");
        Mainstay.Running up = new Mainstay(folder)
                .start(
                        "up",
                        Map.of(),
                        List.of(
                                "up",
                                "--config-dir",
                                config.toString(),
                                "--state",
                                folder.resolve("state").toString(),
                                "--api-socket",
                                sockets.resolve("api").toString(),
                                "--listen",
                                "127.0.0.1:0",
                                "--metrics-listen",
                                "off"));
        try {
            Await.until("it is up", up::printed, text -> text.contains("To add this machine as a host"), () -> "");
            for (String path : List.of(
                    "spec.rules[0].backendRefs[0].port: ",
                    "spec.rules[1].matchs: ",
                    "spec.rules[1].matches[0].path.type: ")) {
                assertThat(up.printed().lines().filter(line -> line.contains(path)))
                        .as(path)
                        .singleElement()
                        .satisfies(line -> assertThat(line).contains("bad.yaml: line "));
            }
            assertThat(up.printed().lines().filter(line -> line.contains("bad.yaml")))
                    .hasSize(3);
        } finally {
            Mainstay.end(up.process());
            up.process().waitFor(20, TimeUnit.SECONDS);
            Files.deleteIfExists(sockets.resolve("api"));
            Files.delete(sockets);
        }
    }

    @Test
    void three_problems_each_with_path_and_hint_and_the_route_before_still_serves() throws Exception {
        assumeTrue(Mainstay.isBuilt(), "dist is not packaged; run 'mvn verify' rather than 'mvn test'");
        Path bad = Files.writeString(folder.resolve("bad.yaml"), MISTAKES);
        try (LocalMesh mesh = LocalMesh.start()) {
            mesh.apply(SERVICE);
            mesh.apply(ROUTE.formatted("first", "80"));
            mesh.service("web", "serve");
            assertThat(mesh.caller("before", "call", "web", "/", "Host: x")).contains("200 OK", "\nx-route: first\n");

            Mainstay.Outcome outcome = mesh.call("apply", "-f", bad.toString());

            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err())
                    .contains("3 problems; nothing was changed")
                    .contains(": spec.rules[0].backendRefs[0].port: ")
                    .contains(": spec.rules[1].matchs: ")
                    .contains(": spec.rules[1].matches[0].path.type: ");
            assertThat(outcome.err().lines().filter(line -> line.startsWith("    hint: ")))
                    .hasSize(3);
            assertThat(mesh.caller("after", "call", "web", "/", "Host: x")).contains("200 OK", "\nx-route: first\n");

            mesh.apply(ROUTE.formatted("second", "80"));
            Await.until(
                    "the corrected one takes effect",
                    () -> mesh.caller("corrected", "call", "web", "/", "Host: x"),
                    said -> said.contains("\nx-route: second\n"),
                    () -> "");
        }
    }
}
