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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a proxy of one event loop costs from its start to its first answer, in things that do not depend on time. */
@Tag("slow")
@Timeout(120)
class StartBudgetTest {
    /** Of the JDK, Netty, protobuf and ours, without a cache. Raise it only for what every proxy needs at its start. */
    private static final int MOST_CLASSES = 4_450;

    /** The JVM's own (C1, GC, reference handling, signals) and ours: main, loop, config, telemetry, shutdown. */
    private static final int MOST_THREADS = 18;

    /** The listening sockets of one listener: one for each event loop. */
    private static final int MOST_DESCRIPTORS_PER_LISTENER = 1;

    private static final int MORE_LISTENERS = 10;
    private static final int MORE_LOOPS = 2;

    /** What one loop holds besides sockets: its epoll, what wakes it, its timer. */
    private static final int DESCRIPTORS_PER_LOOP = 3;

    /**
     * All that an idle process of one loop and one listener holds beside files: what the loop polls with, the listener, the socket for a
     * successor, both sides of a connection, standard input; one more is for what the JDK may open. A second poller would not fit.
     */
    private static final int MOST_IDLE_DESCRIPTORS = 9;

    @TempDir
    static Path folder;

    private static Cost small;

    private record Cost(int classes, List<String> descriptors, int threads, List<String> open) {
        long sockets() {
            return open.stream().filter(file -> file.startsWith("socket:")).count();
        }
    }

    @BeforeAll
    static void startTheSmallest() throws Exception {
        small = start(1, 1);
    }

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

    private static Cost start(int listeners, int loops) throws Exception {
        Path classes = folder.resolve("classes-" + listeners + "-" + loops);
        Path file = folder.resolve("bootstrap-" + listeners + ".pb");
        List<Integer> ports = freePorts(listeners);
        try (FakeServer upstream = FakeServer.fixed()) {
            Bootstrap.Builder bootstrap = Bootstrap.newBuilder();
            JsonFormat.parser()
                    .usingTypeRegistry(AnyTypes.registry())
                    .merge(bootstrap(ports, upstream.port()), bootstrap);
            Files.write(file, bootstrap.build().toByteArray());
            Process process = new ProcessBuilder(command(classes, file, loops))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            try (Wire _ = answered(process, ports.getLast())) {
                List<String> log = Files.readAllLines(classes);
                return new Cost(
                        (int) log.stream()
                                .filter(line -> line.contains("source:"))
                                .count(),
                        log.stream()
                                .filter(line -> line.contains("Initializing 'com/google/protobuf/Descriptors$"))
                                .toList(),
                        count("/proc/" + process.pid() + "/task"),
                        open(process.pid()));
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private static List<String> command(Path classes, Path bootstrap, int loops) {
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
                Integer.toString(loops),
                "--state",
                folder.resolve("state").toString());
    }

    /** The connection of the first answer, still open, so that what is counted does not depend on when its end is noticed. */
    private static Wire answered(Process process, int port) throws Exception {
        while (true) {
            try {
                Wire client = Wire.connect(port);
                assertThat(client.send("GET / HTTP/1.1\r\nHost: web\r\n\r\n")
                                .read()
                                .status())
                        .isEqualTo(200);
                return client;
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

    /** Descriptors that are no files, as Linux names them. */
    private static List<String> open(long pid) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return files.map(StartBudgetTest::target)
                    .filter(target -> target.contains(":"))
                    .sorted()
                    .toList();
        }
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    @Test
    void no_protobuf_descriptor_and_few_classes_and_threads_before_the_first_answer() {
        assertThat(small.descriptors()).isEmpty();
        assertThat(small.classes()).isBetween(1_000, MOST_CLASSES);
        assertThat(small.threads()).isBetween(5, MOST_THREADS);
    }

    @Test
    void an_idle_process_holds_few_descriptors() {
        assertThat(small.open()).hasSizeBetween(5, MOST_IDLE_DESCRIPTORS);
    }

    @Test
    void a_listener_takes_one_descriptor_per_loop() throws Exception {
        long many = start(1 + MORE_LISTENERS, 1).sockets();

        assertThat(many - small.sockets())
                .isBetween((long) MORE_LISTENERS, (long) MORE_LISTENERS * MOST_DESCRIPTORS_PER_LISTENER);
    }

    @Test
    void one_more_loop_is_one_more_thread_and_what_it_polls() throws Exception {
        Cost more = start(1, 1 + MORE_LOOPS);

        assertThat(more.threads() - small.threads()).isEqualTo(MORE_LOOPS);
        assertThat(more.open().size() - small.open().size())
                .isEqualTo(MORE_LOOPS * (DESCRIPTORS_PER_LOOP + MOST_DESCRIPTORS_PER_LISTENER));
    }
}
