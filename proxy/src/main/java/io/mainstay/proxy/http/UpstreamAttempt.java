// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.core.RoutingPriority;
import io.mainstay.proxy.cluster.CircuitBreaker;
import io.mainstay.proxy.cluster.Cluster;
import io.mainstay.proxy.cluster.Endpoint;
import io.mainstay.proxy.cluster.OutlierMonitor;
import io.mainstay.proxy.runtime.TimerWheel;
import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpStream;
import io.mainstay.proxy.stream.KnownHeaders;
import io.mainstay.proxy.stream.MessageSink;
import io.mainstay.proxy.stream.ResetReason;
import io.mainstay.proxy.stream.StreamListener;
import io.mainstay.proxy.stream.UpstreamConnection;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One try to have a request answered by one endpoint: waits for a connection, sends, and hands what comes back to the router. Used again for the next try.
 * Confined to its event loop.
 */
final class UpstreamAttempt extends PendingStream implements MessageSink, StreamListener {
    private final Router router;
    private final HttpConnectionManager manager;
    private final Worker worker;
    private final PerTryTimeout perTry = new PerTryTimeout();
    private @Nullable Endpoint endpoint;
    private @Nullable CircuitBreaker breaker;
    private @Nullable EndpointPool pool;
    private @Nullable HttpStream upstream;
    private long startNanos;
    private long headNanos;
    private long opens;
    private int status;
    private boolean active;

    UpstreamAttempt(Router router, HttpConnectionManager manager) {
        this.router = router;
        this.manager = manager;
        this.worker = manager.worker();
    }

    /** Where the body goes; null while there is no connection. */
    @Nullable
    MessageSink sink() {
        HttpStream open = upstream;
        return open == null ? null : open.out();
    }

    /** From the attempt's begin to the head of its response. */
    long elapsedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(headNanos - startNanos);
    }

    void begin(Cluster cluster, Endpoint chosen, RoutingPriority priority) {
        CircuitBreaker limits = cluster.breaker(priority);
        if (!limits.tryAcquire(CircuitBreaker.Resource.REQUESTS)) {
            router.onAttemptReset(ResetReason.OVERFLOW, "overflow");
            return;
        }
        breaker = limits;
        endpoint = chosen;
        active = true;
        status = 0;
        startNanos = worker.timers().nanoTime();
        chosen.stats().requestStarted();
        if (router.timeouts().perTryNanos() > 0) {
            worker.timers().arm(perTry, startNanos, router.timeouts().perTryNanos());
        }
        var connection = router.stream().connection();
        EndpointPool from = manager.loop()
                .pools()
                .pool(
                        cluster,
                        chosen,
                        UpstreamProtocols.of(cluster.config(), connection.protocol()),
                        connection.info().callerIdentity(),
                        UpstreamProtocols.serverName(
                                cluster.config(), router.stream().requestHeaders()));
        pool = from;
        from.acquire(this);
    }

    @Override
    void onReady(UpstreamConnection connection) {
        HttpStream opened = connection.newStream(this, this);
        long mine = ++opens;
        upstream = opened;
        EndpointPool from = pool;
        router.stream().facts().upstream(connection.channel().localAddress(), from == null ? "" : from.principal());
        router.stream().pressure().attempt(opened.reads());
        RequestBody body = router.body();
        boolean headOnly = body.headOnly();
        opened.out().headers(router.stream().requestHeaders(), headOnly);
        if (!headOnly && isOpen(mine)) {
            body.sendTo(opened.out());
        }
        if (isOpen(mine)) {
            router.onAttemptReady();
        }
    }

    /** Whether the stream opened then is still the one: sending may fail, and another attempt begin, before it returns. */
    private boolean isOpen(long serial) {
        return upstream != null && serial == opens;
    }

    @Override
    void onPoolFailure(ResetReason reason, String details) {
        if (active) {
            finish(false);
            if (reason == ResetReason.CONNECTION_FAILURE) {
                router.stream().facts().transportFailure(details);
            }
            router.onAttemptReset(reason, details);
        }
    }

    @Override
    public void headers(Headers response, boolean end) {
        if (!active) {
            return;
        }
        status = response.status();
        headNanos = worker.timers().nanoTime();
        router.stream().facts().responseBegun(headNanos);
        worker.timers().rest(perTry);
        Endpoint from = endpoint;
        if (from != null) {
            from.outlier().onResponse(outcome(response, status));
        }
        if (router.onResponseHeaders(response, end)) {
            if (end) {
                complete();
            }
            router.stream().response().headers(response, end);
        }
    }

    /** For gRPC the HTTP status that corresponds to {@code grpc-status} counts. */
    private static int outcome(Headers response, int status) {
        String grpc = response.value(KnownHeaders.GRPC_STATUS);
        if (grpc == null) {
            return status;
        }
        return switch (grpc) {
            case "2", "12", "13", "15" -> 500;
            case "14" -> 503;
            case "4" -> 504;
            default -> status;
        };
    }

    @Override
    public void interim(Headers headers) {
        // 100 was answered here already; others are passed on.
        if (active && headers.status() != 100) {
            router.stream().response().interim(headers);
        }
    }

    @Override
    public void data(ByteBuf data, boolean end) {
        if (!active) {
            data.release();
            return;
        }
        if (end) {
            complete();
        }
        router.stream().response().data(data, end);
    }

    @Override
    public void trailers(Headers trailers) {
        if (active) {
            Endpoint from = endpoint;
            if (from != null) {
                from.outlier().onResponse(outcome(trailers, status));
            }
            complete();
            router.stream().response().trailers(trailers);
        }
    }

    private void complete() {
        finish(status < 500);
        router.onResponseEnd();
    }

    @Override
    public void onReset(ResetReason reason) {
        if (!active) {
            return;
        }
        Endpoint from = endpoint;
        if (from != null && reason != ResetReason.OVERFLOW) {
            from.outlier().onLocalOrigin(OutlierMonitor.LocalOrigin.CONNECT_FAILED);
        }
        finish(false);
        router.onAttemptReset(reason, "");
    }

    @Override
    public void onWriteBlocked() {
        if (active) {
            router.stream().pressure().endpointFull(true);
        }
    }

    @Override
    public void onWriteUnblocked() {
        if (active) {
            router.stream().pressure().endpointFull(false);
        }
    }

    /** The time for all attempts is up while this one is under way. */
    void timedOut() {
        Endpoint from = endpoint;
        if (active && from != null) {
            from.stats().requestTimedOut();
            from.outlier().onLocalOrigin(OutlierMonitor.LocalOrigin.TIMEOUT);
        }
    }

    /** Gives up, if still under way. */
    void cancel() {
        if (!active) {
            return;
        }
        EndpointPool waiting = waitingIn;
        HttpStream open = upstream;
        finish(false);
        if (waiting != null) {
            waiting.cancel(this);
        }
        if (open != null) {
            open.reset(ResetReason.LOCAL_RESET);
        }
    }

    private void finish(boolean success) {
        active = false;
        worker.timers().rest(perTry);
        upstream = null;
        router.stream().pressure().attemptEnded();
        Endpoint from = endpoint;
        CircuitBreaker limits = breaker;
        if (from != null && limits != null) {
            from.stats().requestFinished(success);
            limits.release(CircuitBreaker.Resource.REQUESTS);
        }
        endpoint = null;
        breaker = null;
        pool = null;
    }

    /** The time for this attempt is up. */
    private final class PerTryTimeout extends TimerWheel.Timeout {
        @Override
        protected void expired() {
            timedOut();
            cancel();
            router.onPerTryTimeout();
        }
    }
}
