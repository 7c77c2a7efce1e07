// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.training;

import com.sun.net.httpserver.HttpServer;
import io.mainstay.cli.http.HttpAnswer;
import io.mainstay.cli.http.HttpCall;
import io.mainstay.cli.http.HttpConnection;
import io.mainstay.cli.http.HttpFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The application behind a proxy in training, and its callers. */
final class Upstream implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int CALLS = 30;
    private static final List<String> ADMIN_PAGES =
            List.of("/ready", "/stats/prometheus", "/stats", "/clusters", "/listeners", "/server_info", "/config_dump");

    private final HttpServer server;

    private Upstream(HttpServer server) {
        this.server = server;
    }

    static Upstream start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        byte[] body = "hello\n".getBytes(StandardCharsets.US_ASCII);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return new Upstream(server);
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** A port that was free a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Whether a call is answered with success. */
    static boolean answers(SocketAddress address, HttpCall call) {
        try {
            return HttpConnection.once(address, "upstream", call, PATIENCE).status() == 200;
        } catch (HttpFailure _) {
            return false;
        }
    }

    /** Calls as they come: several on a connection, with and without a body. */
    static void call(SocketAddress address, String path) throws IOException {
        HttpCall get = HttpCall.get(path);
        HttpCall post = new HttpCall("POST", path, get.headers(), "x".repeat(5000));
        try (HttpConnection connection = HttpConnection.open(address, "upstream", PATIENCE)) {
            for (int i = 0; i < CALLS && connection.reusable(); i++) {
                HttpAnswer answer = connection.exchange(i % 3 == 2 ? post : get, PATIENCE);
                if (answer.status() != 200) {
                    throw new IOException(path + " was answered " + answer.status());
                }
            }
        }
    }

    /** Looks at every page people and collectors look at. */
    static void lookAround(Path adminSocket) {
        UnixDomainSocketAddress admin = UnixDomainSocketAddress.of(adminSocket);
        ADMIN_PAGES.forEach(page -> answers(admin, HttpCall.get(page)));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
