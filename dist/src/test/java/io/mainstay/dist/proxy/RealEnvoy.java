// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real Envoy with one listener, to be compared with. Its program is {@code $ENVOY}, or on the path; without it a test is skipped. */
final class RealEnvoy implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private final Process process;
    private final String admin;
    private final int port;

    /** Starts it from a bootstrap in JSON without admin; everything it writes is below the folder. */
    RealEnvoy(Path folder, String json) {
        Optional<Path> envoy = program();
        assumeTrue(envoy.isPresent(), "no envoy: set ENVOY or put it on the path");
        this.folder = folder;
        try {
            Path bootstrap = folder.resolve("envoy.json");
            Files.writeString(
                    bootstrap,
                    "{\"admin\": {\"address\": {\"socket_address\": {\"address\": \"127.0.0.1\", \"port_value\": 0}}},"
                            + json.strip().substring(1));
            process = new ProcessBuilder(
                            envoy.get().toString(),
                            "-c",
                            bootstrap.toString(),
                            "--use-dynamic-base-id",
                            "--concurrency",
                            "1",
                            "-l",
                            "warning",
                            "--file-flush-interval-msec",
                            "50",
                            "--admin-address-path",
                            folder.resolve("admin").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("envoy.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        admin = "http://" + await("admin address", () -> read(folder.resolve("admin")));
        Matcher listening = PORT.matcher(await("listener", () -> get("/listeners")));
        if (!listening.find()) {
            close();
            throw new IllegalStateException("no listener: " + get("/listeners"));
        }
        port = Integer.parseInt(listening.group(1));
    }

    int port() {
        return port;
    }

    /** An admin page; empty when it cannot be had. */
    String get(String path) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(admin + path))
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException _) {
            return "";
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file).strip() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String await(String what, Supplier<String> text) {
        return awaitText(what, text, () -> read(folder.resolve("envoy.log")));
    }

    /** Waits until there is something. */
    static String awaitText(String what, Supplier<String> text, Supplier<String> why) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (String found = text.get(); ; found = text.get()) {
            if (!found.isEmpty()) {
                return found;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE + ": " + what + "\n" + why.get());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static Optional<Path> program() {
        String named = System.getenv("ENVOY");
        Stream<Path> path = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(each -> Path.of(each, "envoy"));
        return Stream.concat(Stream.ofNullable(named).map(Path::of), path)
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
