// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.mainstay.cli.api.ApiProblem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The verbs from outside: words in, text and exit code out, against a control plane that answers what it is told. */
class CliTest {
    @TempDir
    Path folder;

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String input = "";
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String what = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            String whole = body.isEmpty() ? what : what + " <- " + body.strip();
            asked.add(whole);
            String answer = Optional.ofNullable(answers.get(whole))
                    .orElse(answers.getOrDefault(what, "404 {\"message\":\"there is no such thing\"}"));
            byte[] bytes = answer.substring(4).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void everyProblemIsShownWithItsPlaceAndHint() throws IOException {
        Path file = Files.writeString(folder.resolve("shop.yaml"), "kind: Service\n");
        answers.put("POST /mainstay/v1/apply?namespace=default", """
            422 {"message":"2 problems; nothing was changed","details":{"causes":[
            {"code":"INVALID_VALUE","path":"spec.ports[0].port","message":"70000 (expected: 1..65535)","hint":"","line":5,"column":9},
            {"code":"UNKNOWN_FIELD","path":"spec.prots","message":"there is no such field","hint":"did you mean 'ports'?"}]}}\
            """);

        assertThat(run("apply", "-f", file.toString())).isEqualTo(1);

        assertThat(text(out)).isEmpty();
        assertThat(text(err))
                .contains(file + ":5:9: spec.ports[0].port: 70000 (expected: 1..65535) [INVALID_VALUE]")
                .contains(
                        file + ": spec.prots: there is no such field [UNKNOWN_FIELD]\n    hint: did you mean 'ports'?");
    }

    @Test
    void allFilesAreCheckedBeforeTheFirstIsApplied() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), "kind: A");
        Files.writeString(folder.resolve("b.yml"), "kind: B");
        Files.writeString(folder.resolve("c.txt"), "kind: C");
        String result =
                "200 {\"items\":[{\"kind\":\"Service\",\"name\":\"x\",\"effect\":\"created\",\"inert\":[\"spec.clusterIP\"]}]}";
        answers.put("POST /mainstay/v1/apply?namespace=shop&dryRun=All", result);
        answers.put("POST /mainstay/v1/apply?namespace=shop", result);
        String other = result.replace("\"x\"", "\"y\"");
        answers.put("POST /mainstay/v1/apply?namespace=shop&dryRun=All <- kind: B", other);
        answers.put("POST /mainstay/v1/apply?namespace=shop <- kind: B", other);

        assertThat(run("apply", "-f", folder.toString(), "-n", "shop")).isZero();

        assertThat(asked)
                .containsExactly(
                        "POST /mainstay/v1/apply?namespace=shop&dryRun=All <- kind: A",
                        "POST /mainstay/v1/apply?namespace=shop&dryRun=All <- kind: B",
                        "POST /mainstay/v1/apply?namespace=shop <- kind: A",
                        "POST /mainstay/v1/apply?namespace=shop <- kind: B");
        assertThat(text(out)).isEqualTo("service/x created\nservice/y created\n");
        assertThat(text(err)).contains("spec.clusterIP has no effect here");
    }

    @Test
    void validateReadsStandardInputAndAsksNobody() {
        input = "kind: Service";

        assertThat(run("validate", "-f", "-", "-n", "shop")).isZero();

        assertThat(text(out)).isEqualTo("service/shop valid\n");
        assertThat(text(err)).contains("note: service/shop: spec.clusterIP has no effect here");
        assertThat(asked).isEmpty();
        assertThat(run("validate", "-f", "-", "--server", address())).isEqualTo(2);
    }

    @Test
    void validateShowsProblemsToPeopleAndToPrograms() throws IOException {
        Path good = Files.writeString(folder.resolve("good.yaml"), "kind: Service");
        Path bad = Files.writeString(folder.resolve("bad.yaml"), "kind: Nonsense");

        assertThat(run("validate", "-f", good.toString(), "-f", bad.toString())).isEqualTo(1);
        assertThat(text(err)).contains(bad + ":1:7: kind: 'Nonsense' [UNKNOWN_TYPE]\n    hint: a kind");

        out.reset();
        err.reset();
        assertThat(run("validate", "-f", good.toString(), "-f", bad.toString(), "-o", "json"))
                .isEqualTo(1);
        assertThat(text(err)).isEmpty();
        JsonNode said = JsonMapper.builder().build().readTree(text(out));
        assertThat(said.path("valid").asBoolean()).isFalse();
        assertThat(said.path("items").path(0).path("effect").asString()).isEqualTo("valid");
        JsonNode problem = said.path("problems").path(0);
        assertThat(problem.path("file").asString()).isEqualTo(bad.toString());
        assertThat(problem.path("line").asInt()).isEqualTo(1);
        assertThat(problem.path("path").asString()).isEqualTo("kind");
        assertThat(problem.path("hint").asString()).isEqualTo("a kind");
    }

    @Test
    void validateOfWhatIsNotThereIsWrongUsageAndOfNothingAFailure() throws IOException {
        assertThat(run("validate", "-f", folder.resolve("none.yaml").toString()))
                .isEqualTo(2);
        assertThat(run("validate")).isEqualTo(2);
        Path empty = Files.writeString(folder.resolve("empty.yaml"), "");
        assertThat(run("validate", "-f", empty.toString())).isEqualTo(1);
        assertThat(text(err)).contains("there is no resource in it");
    }

    /** Rules of a world that knows services only; what is said of them is made up. */
    private ResourceChecker.Checked check(String content, String namespace) {
        if (content.isBlank()) {
            return new ResourceChecker.Checked(List.of(), List.of());
        }
        return content.equals("kind: Service")
                ? new ResourceChecker.Checked(
                        List.of(new ResourceChecker.Item(
                                "v1", "Service", namespace, "shop", List.of("spec.clusterIP"))),
                        List.of())
                : new ResourceChecker.Checked(
                        List.of(), List.of(new ApiProblem(1, 7, "UNKNOWN_TYPE", "kind", "'Nonsense'", "a kind")));
    }

    @Test
    void aListIsATableWithWhatDoesNotHold() {
        answers.put("GET /apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes", """
            200 {"items":[{"metadata":{"name":"a","namespace":"default"},"status":{"source":"api","parents":[
            {"conditions":[{"type":"ResolvedRefs","status":"False","reason":"BackendNotFound","message":"no service b"}]}]}},
            {"metadata":{"name":"c"},"status":{"source":"api"}}]}\
            """);

        assertThat(run("get", "httproute")).isZero();

        assertThat(text(out)).isEqualTo("""
            NAMESPACE   NAME   STATUS                          SOURCE
            default     a      BackendNotFound: no service b   api
            default     c      ok                              api
            """);
    }

    @Test
    void oneResourceIsShownAsYaml() {
        answers.put("GET /api/v1/namespaces/shop/services/web", "200 {\"kind\":\"Service\",\"spec\":{\"ports\":[]}}");

        assertThat(run("get", "svc", "web", "-n", "shop", "-o", "yaml")).isZero();

        assertThat(text(out)).isEqualTo("kind: Service\nspec:\n  ports: []\n");
    }

    @Test
    void whatIsNotThereIsAFailureAndWrongWordsAreUsage() {
        assertThat(run("get", "service", "nothing")).isEqualTo(1);
        assertThat(run("get", "sevrice")).isEqualTo(2);
        assertThat(run("apply")).isEqualTo(2);
        assertThat(run("get", "services", "--outptu=json")).isEqualTo(2);
        assertThat(run("token", "crate")).isEqualTo(2);
        assertThat(text(err)).contains("there is no such thing", "'mainstay get --help' tells more");
    }

    @Test
    void aMissingControlPlaneIsNamedWithTheNextStep() {
        server.stop(0);

        assertThat(run("proxy-status")).isEqualTo(1);

        assertThat(text(err)).contains("no control plane answers at http://", "mainstay up", "--server");
    }

    @Test
    void aRefusedPushFailsProxyStatus() {
        answers.put("GET /mainstay/v1/proxy-status", """
            200 {"nodes":[{"node":"node~a","role":"node","types":[{"typeUrl":"type.googleapis.com/envoy.config.cluster.v3.Cluster",
            "state":"REFUSED","resources":2,"ackedVersion":"7","refusal":{"error":"bad\\nworse"}}]}]}\
            """);

        assertThat(run("proxy-status")).isEqualTo(1);

        assertThat(text(out)).contains("node~a   node   Cluster   REFUSED   2           7         bad worse");
    }

    @Test
    void tokensAreMadeForARole() {
        answers.put("POST /mainstay/v1/tokens", "201 {\"id\":\"abc\",\"token\":\"abc.def\",\"join\":\"abc.def:99\"}");

        assertThat(run("token", "create", "--role", "gateway", "--hours", "2")).isZero();

        assertThat(text(out)).isEqualTo("abc.def:99\n");
        assertThat(asked.getFirst()).contains("\"role\":\"gateway\"", "\"validitySeconds\":7200");
    }

    @Test
    void aStepOfTheAuthorityThatIsToldTooMuchSaysWhat() {
        assertThat(run("ca", "switch", "zz")).isEqualTo(2);
        assertThat(text(err)).contains("'switch' takes nothing more, and 'zz' stands after it");
        assertThat(run("ca", "retire", "aa", "bb")).isEqualTo(2);
        assertThat(text(err)).contains("'retire' takes one fingerprint, and 'bb' stands after it");
        assertThat(run("ca", "swich")).isEqualTo(2);
        assertThat(text(err)).contains("no step 'swich' (expected: show, add-root, switch or retire)");
        assertThat(asked).isEmpty();
    }

    @Test
    void aBackupOfOneKeyIsOne() {
        for (String keys : List.of("1 key", "2 keys")) {
            answers.put(
                    "GET /mainstay/v1/backup",
                    "200 {\"first\":1}\n" + "{\"key\":1}\n".repeat(keys.charAt(0) - '0') + "{\"last\":1}\n");
            assertThat(run("backup", "--to", folder.resolve(keys).toString())).isZero();
            assertThat(text(err)).contains("(" + keys + ")");
        }
    }

    @Test
    void contextsAreKeptForThisUserAlone() throws IOException {
        Map<String, String> environment = environment();
        environment.remove("MAINSTAY_SERVER");
        environment.put("MAINSTAY_TOKEN", "secret");

        assertThat(run(environment, "context", "set", "here", "--server", address()))
                .isZero();
        environment.remove("MAINSTAY_TOKEN");
        answers.put("GET /mainstay/v1/workloads", "200 {\"workloads\":[]}");
        assertThat(run(environment, "get", "workloads")).isZero();
        out.reset();
        assertThat(run(environment, "context", "list", "-o", "json")).isZero();

        assertThat(text(out)).contains("\"current\" : \"here\"").doesNotContain("secret");
        assertThat(Files.getPosixFilePermissions(folder.resolve("config/mainstay/contexts.json")))
                .hasSize(2);
    }

    @Test
    void everyVerbExplainsItself() {
        for (String word : Cli.verbs().keySet()) {
            out.reset();
            assertThat(run(word, "--help")).isZero();
            assertThat(text(out)).startsWith("Usage: mainstay " + word);
            assertThat(text(out).contains("--server")).isEqualTo(!word.equals("validate"));
        }
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private Map<String, String> environment() {
        return new HashMap<>(Map.of(
                "MAINSTAY_SERVER",
                address(),
                "HOME",
                folder.toString(),
                "XDG_CONFIG_HOME",
                folder.resolve("config").toString()));
    }

    private int run(String word, String... arguments) {
        return run(environment(), word, arguments);
    }

    private int run(Map<String, String> environment, String word, String... arguments) {
        CliContext context = new CliContext(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                environment,
                this::check);
        return Cli.run(word, new ArrayList<>(List.of(arguments)), context);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
