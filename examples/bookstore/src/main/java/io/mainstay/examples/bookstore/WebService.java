// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.examples.bookstore;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The JDK's HTTP server with what every web service here has: health, a version header, one place for failures. */
final class WebService implements RunningService {
    private static final int STOP_SECONDS = 5;

    private final HttpServer server;
    private final ExecutorService threads;

    private WebService(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /** Answers one request. An exception becomes a 502: the only thing that can fail here is somebody asked. */
    interface Handler {
        Reply handle(HttpExchange exchange) throws IOException;
    }

    /**
     * An answer.
     *
     * @param reviewsVersion which version of reviews had a part in it, or empty
     */
    record Reply(int status, String contentType, String body, String reviewsVersion) {
        static Reply json(int status, Object value) {
            return new Reply(status, "application/json", Json.write(value), "");
        }
    }

    static WebService start(AppConfig config, Handler handler) throws IOException {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        HttpServer server = HttpServer.create(config.listen(), 128);
        server.setExecutor(threads);
        server.createContext(
                "/healthz", exchange -> send(exchange, new Reply(200, "text/plain", "ok\n", ""), config.version()));
        server.createContext("/", exchange -> send(exchange, guarded(handler, exchange), config.version()));
        server.start();
        return new WebService(server, threads);
    }

    private static Reply guarded(Handler handler, HttpExchange exchange) {
        try {
            exchange.getRequestBody().readAllBytes();
            return handler.handle(exchange);
        } catch (IOException e) {
            return Reply.json(502, Json.object("error", String.valueOf(e.getMessage())));
        }
    }

    private static void send(HttpExchange exchange, Reply reply, String version) throws IOException {
        try (exchange) {
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            var headers = exchange.getResponseHeaders();
            headers.set("content-type", reply.contentType());
            headers.set("x-bookstore-version", version);
            if (!reply.reviewsVersion().isEmpty()) {
                headers.set("x-reviews-version", reply.reviewsVersion());
            }
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(reply.status(), head || body.length == 0 ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(STOP_SECONDS);
        threads.close();
    }
}
