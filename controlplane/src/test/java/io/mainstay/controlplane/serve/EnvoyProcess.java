// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.serve;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A real Envoy that takes its configuration from a port of this machine. Its program is {@code $ENVOY}, or on the path. */
final class EnvoyProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * Starts one.
     *
     * @param folder  for its files
     * @param adsPort where it finds its configuration
     * @param variant {@code GRPC} or {@code DELTA_GRPC}
     */
    EnvoyProcess(Path envoy, Path folder, int adsPort, String variant) throws IOException {
        this.folder = folder;
        this.process = start(envoy, folder, adsPort, variant);
    }

    private static Process start(Path envoy, Path folder, int adsPort, String variant) throws IOException {
        Path bootstrap = folder.resolve("envoy.yaml");
        Files.writeString(bootstrap, """
            node: {id: envoy-1, cluster: test}
            admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}
            dynamic_resources:
              ads_config:
                api_type: %s
                transport_api_version: V3
                set_node_on_first_message_only: true
                grpc_services: [{envoy_grpc: {cluster_name: ads}}]
              cds_config: {resource_api_version: V3, ads: {}}
              lds_config: {resource_api_version: V3, ads: {}}
            static_resources:
              clusters:
              - name: ads
                type: STATIC
                typed_extension_protocol_options:
                  envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                    "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                    explicit_http_config: {http2_protocol_options: {}}
                load_assignment:
                  cluster_name: ads
                  endpoints:
                  - lb_endpoints:
                    - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}
              - name: sds-grpc
                type: STATIC
                typed_extension_protocol_options:
                  envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                    "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                    explicit_http_config: {http2_protocol_options: {}}
                load_assignment:
                  cluster_name: sds-grpc
                  endpoints:
                  - lb_endpoints:
                    - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: 9}}}
            """.formatted(variant, adsPort));
        return new ProcessBuilder(
                        envoy.toString(),
                        "-c",
                        bootstrap.toString(),
                        "--disable-hot-restart",
                        "--concurrency",
                        "1",
                        "-l",
                        "warning",
                        "--admin-address-path",
                        folder.resolve("admin").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("envoy.log").toFile())
                .start();
    }

    /** Where its admin pages are. */
    String admin() {
        try {
            return "http://" + Files.readString(folder.resolve("admin")).strip();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A page's text; empty when nobody answers. */
    String get(String uri) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(uri))
                                    .timeout(Duration.ofSeconds(2))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Waits until something holds; fails with Envoy's log. */
    void await(String what, BooleanSupplier condition) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "not within " + PATIENCE + ": " + what + "\n" + Files.readString(folder.resolve("envoy.log")));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** The program, if there is one. */
    static Optional<Path> find() {
        String named = System.getenv("ENVOY");
        Stream<Path> path = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(each -> Path.of(each, "envoy"));
        return Stream.concat(Stream.ofNullable(named).map(Path::of), path)
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        http.close();
    }
}
