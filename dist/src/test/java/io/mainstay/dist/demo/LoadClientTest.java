// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadClientTest {
    private static final int ENOUGH = 20;

    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch enough = new CountDownLatch(ENOUGH);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
        server.setExecutor(threads);
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void everyAnswerIsCountedOnceWithItsVersion() throws InterruptedException {
        serve(exchange -> {
            exchange.getResponseHeaders().set("x-reviews-version", "v2");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });

        LoadReport report = load(Duration.ofSeconds(20));

        assertThat(report.requests()).isEqualTo(asked.get()).isGreaterThanOrEqualTo(ENOUGH);
        assertThat(report.successRate()).isEqualTo(1.0);
        assertThat(report.reviews()).containsExactly(Map.entry("reviews-v2", (long) report.requests()));
    }

    @Test
    void aFailureIsNeverAskedAgain() throws InterruptedException {
        serve(exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });

        LoadReport report = load(Duration.ofSeconds(20));

        assertThat(report.requests()).isEqualTo(asked.get());
        assertThat(report.successRate()).isZero();
        assertThat(report.failures()).containsOnlyKeys("status 503");
    }

    @Test
    void aConnectionThatEndsUnansweredIsAFailureToo() throws InterruptedException {
        serve(HttpExchange::close);

        LoadReport report = load(Duration.ofSeconds(20));

        assertThat(report.requests()).isEqualTo(asked.get());
        assertThat(report.failures()).containsOnlyKeys("ABORTED");
    }

    @Test
    void noAnswersDoNotStopTheClockAndTimeOut() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        serve(exchange -> {
            try {
                never.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });

        LoadReport report = load(Duration.ofMillis(300));
        never.countDown();

        assertThat(report.failures()).containsOnlyKeys("TIMEOUT");
        assertThat(report.failed()).isEqualTo(asked.get());
    }

    /** Runs until enough requests have arrived, then waits for those in flight. */
    private LoadReport load(Duration timeout) throws InterruptedException {
        try (LoadClient client = new LoadClient(server.getAddress(), "shop", 200, timeout)) {
            client.start();
            assertThat(enough.await(20, TimeUnit.SECONDS)).isTrue();
            return client.stop();
        }
    }

    private void serve(HttpHandler handler) {
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            enough.countDown();
            handler.handle(exchange);
        });
        server.start();
    }
}
