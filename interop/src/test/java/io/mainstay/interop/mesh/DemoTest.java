// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The demo as a newcomer runs it. */
@Tag("conformance")
@Timeout(300)
class DemoTest {
    private static final long PATIENCE_SECONDS = 240;
    /** Four services on two hosts, of which reviews has three versions in one place each. */
    private static final int WORKLOADS = 9;

    @TempDir
    Path logs;

    @BeforeEach
    void needsThePackagedTree() {
        assumeTrue(Mainstay.isBuilt(), "dist is not packaged; run 'mvn verify' rather than 'mvn test'");
    }

    @Test
    void everyEdgeCarriesCallsOverMutualTlsAndNoneFails() throws Exception {
        // A short path: a socket's is limited.
        Path runtime = Files.createTempDirectory("demo-");
        DemoObserver observer = DemoObserver.start(runtime, WORKLOADS);
        try {
            Mainstay.Outcome outcome = new Mainstay(logs)
                    .call(
                            PATIENCE_SECONDS,
                            Map.of("XDG_RUNTIME_DIR", runtime.toString()),
                            "demo",
                            "--for",
                            "20s",
                            "-o",
                            "json");
            observer.stop();

            assertThat(outcome.code()).as(outcome.err() + outcome.out()).isZero();
            JsonNode report = JsonMapper.shared().readTree(outcome.out());
            assertThat(report.path("successRate").asDouble()).isEqualTo(1.0);
            assertThat(report.path("mtlsShare").asDouble()).isEqualTo(1.0);
            assertEdges(report);
            assertThatTheProxiesSayTheSame(report, observer.calls());
            assertThatPlaintextIsRefused(observer.answers());
            assertThat(runtime).as("what the demo left behind").isEmptyDirectory();
            Files.delete(runtime);
        } finally {
            observer.stop();
        }
    }

    private static void assertEdges(JsonNode report) {
        assertThat(report.path("edges").findValuesAsString("to"))
                .containsExactlyInAnyOrder("storefront", "catalog", "reviews", "ratings");
        assertThat(report.path("edges").findValuesAsString("protocol")).contains("http", "grpc");
        report.path("edges")
                .forEach(edge -> assertThat(edge.path("requests").asLong())
                        .as(edge.toString())
                        .isGreaterThanOrEqualTo(100));
        // What the load client has counted and what the called proxy has counted are the same requests.
        assertThat(report.path("edges")
                        .valueStream()
                        .filter(edge -> edge.path("to").asString().equals("storefront")))
                .singleElement()
                .satisfies(edge -> assertThat(edge.path("requests").asLong())
                        .isEqualTo(report.path("requests").asLong()));
    }

    /** The report counts from the first request of the load, the pages from the start: the first pages, asked for one by one. */
    private static void assertThatTheProxiesSayTheSame(JsonNode report, Map<String, Long> counted) {
        assertThat(counted).containsOnlyKeys("storefront", "catalog", "reviews", "ratings");
        report.path("edges").forEach(edge -> {
            long requests = edge.path("requests").asLong();
            assertThat(counted.get(edge.path("to").asString()))
                    .as(edge + " beside " + counted)
                    .isBetween(requests - 10, requests + 40);
        });
    }

    private static void assertThatPlaintextIsRefused(Map<String, String> answers) {
        assertThat(answers).hasSize(WORKLOADS);
        assertThat(answers.values())
                .allSatisfy(answer -> assertThat(answer)
                        .doesNotContain("HTTP/", "nobody listens", "timed out")
                        .matches("(?s)(closed after|refused): .*"));
    }

    /** Those lines are what a newcomer types first. */
    @Test
    void everyCommandItSaysToTryWorks() throws Exception {
        Path runtime = Files.createTempDirectory("demo-");
        Mainstay mainstay = new Mainstay(logs);
        Mainstay.Running demo = mainstay.start("demo", Map.of("XDG_RUNTIME_DIR", runtime.toString()), List.of("demo"));
        try {
            Await.until("the welcome", demo::printed, text -> text.contains("Logs are in "), () -> "");
            Map<String, String> exported = new HashMap<>();
            List<String> tried = new ArrayList<>();
            for (String line : demo.printed().lines().map(String::strip).toList()) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("export")) {
                    int equals = words[1].indexOf('=');
                    exported.put(words[1].substring(0, equals), words[1].substring(equals + 1));
                } else if (words[0].equals("./mainstay")) {
                    assertThatItSaysSomething(mainstay, exported, Arrays.copyOfRange(words, 1, words.length));
                    tried.add(words[1]);
                }
            }
            assertThat(exported).containsKey("MAINSTAY_SERVER");
            assertThat(tried).contains("stat", "get", "proxy-config");
            Path proxy = Path.of(exported.getOrDefault("MAINSTAY_SERVER", "").substring("unix:".length()))
                    .resolveSibling("host-a");
            for (String type : List.of("listeners", "routes", "clusters", "endpoints", "secrets")) {
                assertThatItSaysSomething(mainstay, exported, "proxy-config", type, "--proxy", proxy.toString());
            }
        } finally {
            demo.process().destroy();
            demo.process().waitFor(60, TimeUnit.SECONDS);
            Mainstay.end(demo.process());
            Files.deleteIfExists(runtime);
        }
    }

    private static void assertThatItSaysSomething(Mainstay mainstay, Map<String, String> exported, String... words)
            throws Exception {
        Mainstay.Outcome outcome = mainstay.call(60, exported, words);
        assertThat(outcome.code())
                .as(String.join(" ", words) + ": " + outcome.err())
                .isZero();
        assertThat(outcome.out()).as(String.join(" ", words)).isNotBlank();
    }

    @Test
    void nothingIsLeftBehindWhenItIsStopped() throws Exception {
        stopWhenItHasSaid("The bookstore is open", 10);
    }

    @Test
    void nothingIsLeftBehindWhenItIsStoppedWhileItStarts() throws Exception {
        stopWhenItHasSaid("starting two hosts", 1);
    }

    private void stopWhenItHasSaid(String words, int processesAtLeast) throws Exception {
        Path runtime = Files.createTempDirectory("demo-");
        Mainstay.Running demo =
                new Mainstay(logs).start("demo", Map.of("XDG_RUNTIME_DIR", runtime.toString()), List.of("demo"));
        try {
            Await.until(words, demo::printed, text -> text.contains(words), () -> "");
            List<ProcessHandle> all = demo.process().descendants().toList();
            assertThat(all).hasSizeGreaterThan(processesAtLeast);

            demo.process().destroy();

            assertThat(demo.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(runtime).as("what the demo left behind").isEmptyDirectory();
            Files.delete(runtime);
            Await.until(
                    "every process has ended",
                    () -> all.stream().filter(ProcessHandle::isAlive).toList(),
                    List::isEmpty,
                    () -> "");
        } finally {
            Mainstay.end(demo.process());
        }
    }
}
