// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a proxy of one event loop costs from its start to its first answer, in things that do not depend on time. */
@Tag("slow")
@Timeout(120)
class StartBudgetTest {
    /** Of the JDK, Netty, protobuf and ours, without a cache. Raise it only for what every proxy needs at its start. */
    private static final int MOST_CLASSES = 4_400;

    /** The JVM's own (C1, GC, reference handling, signals) and ours: main, loop, config, telemetry, shutdown. */
    private static final int MOST_THREADS = 22;

    /** The listening sockets of one listener: one for each event loop. */
    private static final int MOST_DESCRIPTORS_PER_LISTENER = 1;

    private static final int MORE_LISTENERS = 10;

    @TempDir
    Path folder;

    private record Cost(int classes, List<String> descriptors, int threads, int files) {}

    /** With the maps and structs of a real configuration: overrides of filters, HTTP/2 options, metadata. */
    private static String bootstrap(List<Integer> ports, int upstream) {
        String listeners = ports.stream().map(port -> """
            {"name": "in-%1$d", "metadata": {"filter_metadata": {"m": {"a": 1}}},
             "address": {"socket_address": {"address": "127.0.0.1", "port_value": %1$d}},
             "filter_chains": [{"filters": [{"name": "hcm", "typed_config": {
               "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
               "stat_prefix": "in",
               "route_config": {"name": "r", "virtual_hosts": [{"name": "all", "domains": ["*"],
                 "routes": [{"match": {"prefix": "/"}, "route": {"cluster": "web"},
                   "metadata": {"filter_metadata": {"m": {"list": ["x", {"deep": true}]}}}}]}]},
               "http_filters": [{"name": "router", "typed_config": {
                 "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}]}}]}]}
            """.formatted(port)).collect(Collectors.joining(","));
        return """
            {"node": {"id": "n", "metadata": {"ROLE": "test", "LABELS": {"app": "a"}}},
             "static_resources": {"listeners": [%s], "clusters": [%s,
               {"name": "h2", "connect_timeout": "5s", "metadata": {"filter_metadata": {"m": {"a": null}}},
                "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                  "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                  "explicit_http_config": {"http2_protocol_options": {}}}}}]}}
            """.formatted(listeners, TestProxy.cluster("web", upstream));
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private Cost start(int listeners) throws Exception {
        Path classes = folder.resolve("classes-" + listeners);
        Path file = folder.resolve("bootstrap-" + listeners + ".pb");
        List<Integer> ports = freePorts(listeners);
        try (FakeServer upstream = FakeServer.fixed()) {
            Bootstrap.Builder bootstrap = Bootstrap.newBuilder();
            JsonFormat.parser()
                    .usingTypeRegistry(AnyTypes.registry())
                    .merge(bootstrap(ports, upstream.port()), bootstrap);
            Files.write(file, bootstrap.build().toByteArray());
            Process process = new ProcessBuilder(command(classes, file))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            try {
                firstAnswer(process, ports.getLast());
                List<String> log = Files.readAllLines(classes);
                return new Cost(
                        (int) log.stream()
                                .filter(line -> line.contains("source:"))
                                .count(),
                        log.stream()
                                .filter(line -> line.contains("Initializing 'com/google/protobuf/Descriptors$"))
                                .toList(),
                        count("/proc/" + process.pid() + "/task"),
                        sockets(process.pid()));
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private List<String> command(Path classes, Path bootstrap) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load=info,class+init=info:file=" + classes + ":none",
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Dio.netty.jfr.enabled=false",
                "-Dio.netty.leakDetection.level=disabled",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.mainstay.dist.Main",
                "proxy",
                "-c",
                bootstrap.toString(),
                "--concurrency",
                "1",
                "--state",
                folder.resolve("state").toString());
    }

    private void firstAnswer(Process process, int port) throws Exception {
        while (true) {
            try (Wire client = Wire.connect(port)) {
                assertThat(client.send("GET / HTTP/1.1\r\nHost: web\r\n\r\n")
                                .read()
                                .status())
                        .isEqualTo(200);
                return;
            } catch (RuntimeException e) {
                assertThat(process.waitFor(20, TimeUnit.MILLISECONDS))
                        .as("%s", Files.readString(folder.resolve("log")))
                        .isFalse();
            }
        }
    }

    private static int count(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return (int) files.count();
        }
    }

    private static int sockets(long pid) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return (int) files.filter(StartBudgetTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    @Test
    void no_protobuf_descriptor_and_few_classes_and_threads_before_the_first_answer() throws Exception {
        Cost cost = start(1);

        assertThat(cost.descriptors()).isEmpty();
        assertThat(cost.classes()).isBetween(1_000, MOST_CLASSES);
        assertThat(cost.threads()).isBetween(5, MOST_THREADS);
    }

    @Test
    void a_listener_takes_one_descriptor_per_loop() throws Exception {
        int one = start(1).files();
        int many = start(1 + MORE_LISTENERS).files();

        assertThat(many - one).isBetween(MORE_LISTENERS, MORE_LISTENERS * MOST_DESCRIPTORS_PER_LISTENER);
    }
}
