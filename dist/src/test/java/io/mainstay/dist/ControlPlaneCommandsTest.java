// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.controlplane.ControlPlane;
import io.mainstay.controlplane.ControlPlaneOptions;
import io.mainstay.controlplane.api.ApiServer;
import io.mainstay.controlplane.state.MtlsMode;
import io.mainstay.controlplane.store.EmbeddedStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From the command line to the store of a running control plane and back. */
class ControlPlaneCommandsTest {
    private static final String GOOD = """
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          ports:
            - name: http
              port: 80
        """;
    private static final String THREE_MISTAKES = """
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          prots: []
          ports:
            - name: http
              port: 70000
              protocol: UDP
        """;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path socket;
    private ControlPlane controlPlane;

    @BeforeEach
    void start() throws IOException {
        start("state");
    }

    private void start(String state) throws IOException {
        socket = Files.createTempDirectory("rr").resolve("s");
        controlPlane = new ControlPlane(
                new ControlPlaneOptions(
                        "default",
                        "mesh.test",
                        folder.resolve(state),
                        MtlsMode.STRICT,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        List.of("localhost"),
                        new ApiServer.Endpoints(socket, Optional.empty(), ""),
                        Optional.empty(),
                        "test"),
                BuiltInKinds.catalog(),
                List.of(),
                Clock.systemUTC(),
                new SecureRandom());
        controlPlane.start();
    }

    @AfterEach
    void stop() {
        controlPlane.close();
    }

    @Test
    void threeMistakesAreThreeProblemsAndWhatWasThereStays() throws IOException {
        Path good = Files.writeString(folder.resolve("good.yaml"), GOOD);
        Path bad = Files.writeString(folder.resolve("bad.yaml"), THREE_MISTAKES);
        assertThat(asking("apply", "-f", good.toString())).isZero();
        JsonNode before = read("get", "service", "web");

        assertThat(asking("apply", "-f", bad.toString())).isEqualTo(1);

        assertThat(text(out)).isEmpty();
        assertThat(text(err))
                .contains("3 problems; nothing was changed")
                .contains(bad + ":6:3: spec.prots: ", "hint: did you mean 'ports'?")
                .contains(bad + ":9:13: spec.ports[0].port: ", "65535")
                .contains(bad + ":10:17: spec.ports[0].protocol: ", "hint: only TCP is carried");
        assertThat(text(err).lines().filter(line -> line.startsWith(bad + ":"))).hasSize(4);
        assertThat(text(err).lines().filter(line -> line.startsWith("    hint: ")))
                .hasSize(3);
        JsonNode after = read("get", "service", "web");
        assertThat(after).isEqualTo(before);
        assertThat(after.path("spec").path("ports").path(0).path("port").asInt())
                .isEqualTo(80);
        assertThat(after.path("status")
                        .path("conditions")
                        .path(0)
                        .path("status")
                        .asString())
                .isEqualTo("True");
    }

    @Test
    void validateFindsTheSameWithoutTheControlPlane() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.yaml"), THREE_MISTAKES);
        assertThat(asking("apply", "--dry-run", "-o", "json", "-f", bad.toString()))
                .isEqualTo(1);
        JsonNode online = json();
        controlPlane.close();

        assertThat(run("validate", "-o", "json", "-f", bad.toString())).isEqualTo(1);
        JsonNode offline = json();

        assertThat(offline.path("problems")).hasSize(3).isEqualTo(online.path("problems"));
        assertThat(run(
                        "validate",
                        "-f",
                        Files.writeString(folder.resolve("good.yaml"), GOOD).toString()))
                .isZero();
    }

    @Test
    void whatIsNoYamlHasAPlaceAndNoPath() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.yaml"), "kind: Service\na: b: c\n");

        assertThat(run("validate", "-f", broken.toString())).isEqualTo(1);
        assertThat(text(err))
                .contains(broken + ":2:5: not valid YAML or JSON: ")
                .doesNotContain(": :");
    }

    @Test
    void oneResourceInTwoFilesIsRefusedWithBothAndNothingIsChanged() throws IOException {
        Path mesh = Files.createDirectory(folder.resolve("mesh"));
        Path one = Files.writeString(mesh.resolve("1.yaml"), GOOD);
        Path two = Files.writeString(mesh.resolve("2.yaml"), GOOD);
        String told = two + ": Service default/web is also in " + one;

        assertThat(run("validate", "-f", mesh.toString())).isEqualTo(1);
        assertThat(text(err)).contains(told);
        assertThat(asking("apply", "-f", mesh.toString())).isEqualTo(1);
        assertThat(text(err)).contains(told, "nothing was changed");
        assertThat(asking("get", "service", "web")).isEqualTo(1);
        Files.writeString(two, GOOD.replace("name: web", "name: other"));
        assertThat(asking("apply", "-f", mesh.toString())).isZero();
    }

    @Test
    void aBackupIsRestoredWithTheSameResourcesAndRevisionAndOverwritesNothing() throws IOException {
        assertThat(asking(
                        "apply",
                        "-f",
                        Files.writeString(folder.resolve("good.yaml"), GOOD).toString()))
                .isZero();
        JsonNode before = read("get", "services");
        Path copy = folder.resolve("copy.jsonl");

        assertThat(asking("backup", "--to", copy.toString())).isZero();
        assertThat(text(err)).contains("store copied to " + copy);
        assertThat(Files.getPosixFilePermissions(copy)).hasSize(2);
        assertThat(asking("backup", "--to", copy.toString())).isEqualTo(1);
        assertThat(text(err)).contains("is there already");
        assertThat(asking("backup")).isEqualTo(2);

        controlPlane.close();
        assertThat(run("up", "--state", folder.resolve("state").toString(), "--restore", copy.toString()))
                .isEqualTo(1);
        assertThat(text(err)).contains("holds a store already", "--state");
        EmbeddedStore.restore(ControlPlane.storeFolder(folder.resolve("other")), Files.readString(copy));
        start("other");
        assertThat(read("get", "services")).isEqualTo(before);
    }

    @Test
    void whenAPortOrSocketIsTakenNothingIsMade() throws IOException {
        Path copy = folder.resolve("copy.jsonl");
        assertThat(asking("backup", "--to", copy.toString())).isZero();
        Path state = folder.resolve("none");
        Path free = socket.resolveSibling("f");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String there = "127.0.0.1:" + taken.getLocalPort();
            Map<String, List<String>> starts = Map.of(
                    "choose another --listen",
                    List.of("--listen", there, "--metrics-listen", "off", "--api-socket", free.toString()),
                    "choose another --metrics-listen",
                    List.of("--listen", "127.0.0.1:0", "--metrics-listen", there, "--api-socket", free.toString()),
                    "choose another --api-socket",
                    List.of("--listen", "127.0.0.1:0", "--metrics-listen", "off", "--api-socket", socket.toString()));
            starts.forEach((told, options) -> {
                List<String> all = new ArrayList<>(List.of("up", "--state", state.toString()));
                all.addAll(List.of("--restore", copy.toString()));
                all.addAll(options);
                assertThat(run(all.toArray(String[]::new))).isEqualTo(1);
                assertThat(text(err)).contains(told);
                assertThat(state).doesNotExist();
                assertThat(free).doesNotExist();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bad_NS", "a/b", "../x", "", "a b", "a\nb"})
    void aNamespaceThatIsNoneIsRefusedWhereverResourcesAreChecked(String namespace) throws IOException {
        Path good = Files.writeString(folder.resolve("good.yaml"), GOOD);
        String told = good + ": namespace: " + (namespace.isEmpty() ? "is empty" : "'" + namespace + "' (expected: ");

        assertThat(asking("apply", "-f", good.toString(), "-n", namespace)).isEqualTo(1);
        assertThat(text(err)).contains(told, "    hint: ");
        assertThat(asking("apply", "--dry-run", "-f", good.toString(), "-n", namespace))
                .isEqualTo(1);
        assertThat(text(err)).contains(told, "    hint: ");
        assertThat(run("validate", "-f", good.toString(), "-n", namespace)).isEqualTo(1);
        assertThat(text(err)).contains(told, "    hint: ");

        assertThat(read("get", "services", "-A").path("items")).isEmpty();
        assertThat(asking("get", "services", "-n", namespace)).isZero();
        assertThat(text(err)).contains("no services in namespace " + namespace);
        assertThat(asking("get", "services", "web", "-n", namespace)).isEqualTo(1);
        assertThat(text(err)).contains("there is no Service " + namespace + "/web");
        assertThat(asking("delete", "services", "web", "-n", namespace)).isEqualTo(1);
        assertThat(text(err)).contains("there is no Service " + namespace + "/web");
    }

    private JsonNode read(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-o", "json"));
        assertThat(asking(all.toArray(String[]::new))).isZero();
        return json();
    }

    private JsonNode json() {
        JsonNode read = JsonMapper.builder().build().readTree(text(out));
        out.reset();
        err.reset();
        return read;
    }

    private int asking(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--server", "unix:" + socket));
        return run(all.toArray(String[]::new));
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return Main.run(
                Main.verbs(),
                List.of(arguments),
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        InputStream.nullInputStream()));
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
