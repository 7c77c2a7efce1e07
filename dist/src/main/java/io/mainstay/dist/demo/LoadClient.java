// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.demo;

import io.mainstay.cli.http.HttpAnswer;
import io.mainstay.cli.http.HttpCall;
import io.mainstay.cli.http.HttpConnection;
import io.mainstay.cli.http.HttpFailure;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks the storefront for pages at a constant rate, whether answers come or not, and never asks twice for the same. What a
 * request is due to be sent depends on the clock alone, so a slow mesh cannot slow its own measurement down.
 */
final class LoadClient implements AutoCloseable {
    private static final int MAX_IN_FLIGHT = 256;
    private static final int KEPT_SAMPLES = 30_000;
    private static final int KEPT_WORDS = 160;
    private static final long MAX_IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int BOOKS = 3;

    private final SocketAddress address;
    private final String authority;
    private final long intervalNanos;
    private final Duration timeout;

    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore free = new Semaphore(MAX_IN_FLIGHT);
    private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedDeque<LoadSample> samples = new ConcurrentLinkedDeque<>();
    private final AtomicInteger kept = new AtomicInteger();
    private final Thread clock = Thread.ofPlatform().name("load").daemon().unstarted(this::tick);
    private volatile boolean stopped;

    private record Idle(HttpConnection connection, long sinceNanos) {}

    /** Prepares a load; {@link #start()} begins it. */
    LoadClient(SocketAddress address, String authority, int perSecond, Duration timeout) {
        this.address = address;
        this.authority = authority;
        this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.timeout = timeout;
    }

    void start() {
        clock.start();
    }

    /** Everything seen so far, the oldest forgotten when the run is long. */
    LoadReport report() {
        return new LoadReport(new ArrayList<>(samples));
    }

    /** Sends no more and waits for what is in flight. */
    LoadReport stop() throws InterruptedException {
        stopped = true;
        LockSupport.unpark(clock);
        clock.join();
        requests.close();
        return report();
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(clock);
        requests.shutdownNow();
        for (Idle one = idle.poll(); one != null; one = idle.poll()) {
            one.connection().close();
        }
    }

    private void tick() {
        long due = System.nanoTime();
        for (int number = 0; !stopped; number++) {
            for (long wait = due - System.nanoTime(); wait > 0 && !stopped; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            if (stopped) {
                return;
            }
            String path = "/books/" + (1 + number % BOOKS);
            long sent = due;
            if (free.tryAcquire()) {
                requests.execute(() -> ask(path, sent));
            } else {
                record(new LoadSample(sent, 0, 0, "", LoadSample.Failure.NOT_SENT, ""));
            }
            due += intervalNanos;
        }
    }

    private void ask(String path, long sent) {
        try {
            record(answer(path, sent));
        } finally {
            free.release();
        }
    }

    private LoadSample answer(String path, long sent) {
        HttpConnection connection = null;
        boolean keep = false;
        try {
            connection = connection();
            HttpAnswer answer =
                    connection.exchange(new HttpCall("GET", path, Map.of("user-agent", "mainstay-demo"), ""), timeout);
            keep = connection.reusable();
            return new LoadSample(
                    sent,
                    System.nanoTime() - sent,
                    answer.status(),
                    answer.header("x-reviews-version").orElse(""),
                    LoadSample.Failure.NONE,
                    answer.status() == 200 ? "" : beginning(answer.body()));
        } catch (HttpFailure e) {
            return new LoadSample(sent, System.nanoTime() - sent, 0, "", kind(e), "");
        } finally {
            if (connection != null) {
                if (keep) {
                    idle.push(new Idle(connection, System.nanoTime()));
                } else {
                    connection.close();
                }
            }
        }
    }

    private static String beginning(String body) {
        String line = body.strip().lines().findFirst().orElse("");
        return line.substring(0, Math.min(line.length(), KEPT_WORDS));
    }

    private static LoadSample.Failure kind(HttpFailure failure) {
        if (failure.timedOut()) {
            return LoadSample.Failure.TIMEOUT;
        }
        return switch (failure.stage()) {
            case CONNECT -> LoadSample.Failure.CONNECT;
            case UNANSWERED -> LoadSample.Failure.ABORTED;
            case BEGUN -> LoadSample.Failure.CUT_SHORT;
        };
    }

    /** The connection used last, if it is fresh; old ones may be closed by the server at any moment. */
    private HttpConnection connection() throws HttpFailure {
        List<Idle> stale = new ArrayList<>();
        try {
            for (Idle one = idle.poll(); one != null; one = idle.poll()) {
                if (System.nanoTime() - one.sinceNanos() < MAX_IDLE_NANOS
                        && one.connection().reusable()) {
                    return one.connection();
                }
                stale.add(one);
            }
            return HttpConnection.open(address, authority, timeout);
        } finally {
            stale.forEach(one -> one.connection().close());
        }
    }

    private void record(LoadSample sample) {
        samples.add(sample);
        if (kept.incrementAndGet() > KEPT_SAMPLES) {
            samples.poll();
            kept.decrementAndGet();
        }
    }
}
