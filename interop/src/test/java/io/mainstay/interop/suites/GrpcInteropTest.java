// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.suites;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gRPC's interoperability tests, client and server of grpc-java in processes of their own: direct, then through our proxy. */
@Tag("conformance")
class GrpcInteropTest {
    private static final String PACKAGE = "io.grpc.testing.integration.";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> CASES = List.of(
            "empty_unary",
            "large_unary",
            "client_streaming",
            "server_streaming",
            "ping_pong",
            "empty_stream",
            "custom_metadata",
            "status_code_and_message",
            "special_status_message",
            "unimplemented_method",
            "unimplemented_service",
            "cancel_after_begin",
            "cancel_after_first_response",
            "timeout_on_sleeping_server",
            "server_compressed_unary",
            "server_compressed_streaming",
            "pick_first_unary");

    @TempDir
    private Path folder;

    @Test
    void every_case_passes_direct_and_through_the_proxy() throws Exception {
        Path jars = Suites.need("grpc-interop");
        int port = freePort();
        Path log = folder.resolve("server.log");
        Process server = Suites.start(command(jars, "TestServiceServer", "--port=" + port), folder, log);
        Map<String, Integer> direct = new TreeMap<>();
        Map<String, Integer> proxied = new TreeMap<>();
        try (SuiteProxy proxy = SuiteProxy.before(port, "http2_protocol_options")) {
            awaitListening(port, log);
            for (String each : CASES) {
                direct.put(each, client(jars, port, each));
                proxied.put(each, client(jars, proxy.port(), each));
            }
        } finally {
            server.destroyForcibly().waitFor();
        }
        assertThat(direct.values()).as("direct: %s", direct).containsOnly(0);
        assertThat(proxied.values()).as("through the proxy: %s", proxied).containsOnly(0);
    }

    private int client(Path jars, int port, String testCase) throws IOException, InterruptedException {
        Path log = folder.resolve(testCase + "-" + port + ".log");
        int exit = Suites.run(
                command(
                        jars,
                        "TestServiceClient",
                        "--server_host=127.0.0.1",
                        "--server_port=" + port,
                        "--test_case=" + testCase),
                folder,
                log,
                PATIENCE);
        if (exit != 0) {
            System.out.println(testCase + ": " + Files.readString(log));
        }
        return exit;
    }

    private static List<String> command(Path jars, String main, String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of(
                Suites.java(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                jars + "/*",
                PACKAGE + main,
                "--use_tls=false"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static void awaitListening(int port, Path log) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
        throw new AssertionError(String.format(Locale.ROOT, "no server on %d: %s", port, Files.readString(log)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
