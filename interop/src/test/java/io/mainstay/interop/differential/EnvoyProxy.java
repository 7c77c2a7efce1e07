// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real Envoy, a process of its own. */
final class EnvoyProxy implements Subject {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern PORT = Pattern.compile("\"port_value\": ?(\\d+)");

    private final Process process;
    private final int port;

    private EnvoyProxy(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static EnvoyProxy start(Path program, Bootstrap bootstrap, Path folder, HttpClient http) throws RefusedException {
        try {
            Path file = folder.resolve("bootstrap.pb");
            Path admin = folder.resolve("admin");
            Path log = folder.resolve("envoy.log");
            Files.deleteIfExists(admin);
            Files.write(file, bootstrap.toByteArray());
            Process process = new ProcessBuilder(
                            program.toString(),
                            "-c",
                            file.toString(),
                            "--disable-hot-restart",
                            "--concurrency",
                            "1",
                            "-l",
                            System.getProperty("differential.envoyLog", "error"),
                            "--admin-address-path",
                            admin.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                return new EnvoyProxy(process, awaitPort(process, admin, log, http));
            } catch (IOException | RefusedException | RuntimeException e) {
                process.destroyForcibly();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int awaitPort(Process process, Path admin, Path log, HttpClient http)
            throws IOException, RefusedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new RefusedException(Files.readString(log));
            }
            if (Files.exists(admin) && Files.size(admin) > 0) {
                Matcher port = PORT.matcher(
                        get(http, "http://" + Files.readString(admin).strip() + "/listeners?format=json"));
                if (port.find()) {
                    return Integer.parseInt(port.group(1));
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        throw new IllegalStateException(String.format(Locale.ROOT, "envoy not ready within %s: %s", PATIENCE, log));
    }

    private static String get(HttpClient http, String uri) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(uri))
                                    .timeout(PATIENCE)
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

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
