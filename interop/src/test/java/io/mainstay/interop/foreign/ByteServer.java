// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.foreign;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The JDK's HTTP/1.1 server: greets, takes bodies at a pace and tells their digest, and sends bodies of any length. */
final class ByteServer implements AutoCloseable {
    /** Read so slowly, a body of 100 MB takes 2 s and more: the one who sends it is far quicker. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int CHUNK = 1 << 20;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger requests = new AtomicInteger();

    private final String greeting;

    ByteServer(String greeting) throws IOException {
        this.greeting = greeting;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::greet);
        server.createContext("/take", ByteServer::take);
        server.createContext("/give/", ByteServer::give);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** How often it greeted. */
    int requests() {
        return requests.get();
    }

    /** What a body of this length is. */
    static byte[] body(int bytes) {
        byte[] body = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            body[i] = (byte) (i ^ i >>> 8 ^ i >>> 16);
        }
        return body;
    }

    static String digest(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void greet(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        answer(exchange, greeting);
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(200, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private static void take(HttpExchange exchange) throws IOException {
        MessageDigest digest = sha256();
        long length = 0;
        try (InputStream in = exchange.getRequestBody()) {
            for (byte[] chunk = in.readNBytes(CHUNK); chunk.length > 0; chunk = in.readNBytes(CHUNK)) {
                digest.update(chunk);
                length += chunk.length;
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        answer(exchange, length + " " + HexFormat.of().formatHex(digest.digest()));
    }

    /** As many bytes as the path says, as quickly as they are taken. */
    private static void give(HttpExchange exchange) throws IOException {
        byte[] body = body(Integer.parseInt(exchange.getRequestURI().getPath().substring("/give/".length())));
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            // In pieces: the JDK copies each into memory of its own, which it does not give back soon.
            for (int at = 0; at < body.length; at += CHUNK) {
                out.write(body, at, Math.min(CHUNK, body.length - at));
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
