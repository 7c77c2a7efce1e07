// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.core.RoutingPriority;
import io.mainstay.proxy.cluster.CircuitBreaker;
import io.mainstay.proxy.cluster.OutlierMonitor;
import io.mainstay.proxy.filter.TransportSocket;
import io.mainstay.proxy.runtime.TimerWheel;
import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.stream.HttpProtocol;
import io.mainstay.proxy.stream.ResetReason;
import io.mainstay.proxy.stream.UpstreamConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one endpoint for one caller. The connection used last is used first, so that the others grow idle and close. Streams that find none wait
 * in order; queue and connections are bounded by the cluster's breakers, which count over all loops. Confined to its event loop.
 */
final class EndpointPool {
    private final PoolKey key;
    private final Worker worker;
    private final UpstreamConnector connector;
    private final CircuitBreaker breaker;
    private final long idleNanos;
    private final int maxStreams;
    private final ArrayDeque<Pooled> free = new ArrayDeque<>();
    private final List<Pooled> all = new ArrayList<>();
    private final ArrayDeque<PendingStream> pending = new ArrayDeque<>();
    private int connecting;
    private String principal = "";

    EndpointPool(PoolKey key, Worker worker, UpstreamConnector connector) {
        this.key = key;
        this.worker = worker;
        this.connector = connector;
        this.breaker = key.cluster().breaker(RoutingPriority.DEFAULT);
        this.idleNanos = key.cluster().config().http().idleTimeout().toNanos();
        this.maxStreams = key.cluster().config().http().limits().maxRequestsPerConnection();
    }

    PoolKey key() {
        return key;
    }

    /** A connection, on its way or made, with its idle timeout. */
    private final class Pooled extends TimerWheel.Timeout
            implements UpstreamConnection.Owner, UpstreamConnector.Result {
        private @Nullable UpstreamConnection connection;
        private boolean inFree;

        UpstreamConnection connection() {
            UpstreamConnection made = connection;
            if (made == null) {
                throw new IllegalStateException("not connected yet");
            }
            return made;
        }

        int room() {
            UpstreamConnection made = connection;
            return made == null ? 0 : made.availableStreams();
        }

        @Override
        protected void expired() {
            connection().close();
        }

        @Override
        public void connected(UpstreamConnection made, TransportSocket.TransportInfo transport) {
            connecting--;
            connection = made;
            principal = transport.peerPrincipal().orElse("");
            key.endpoint().stats().connectionOpened();
            key.endpoint().outlier().onLocalOrigin(OutlierMonitor.LocalOrigin.CONNECTED);
            all.add(this);
            offer(this);
        }

        @Override
        public void failed(boolean timeout, String reason) {
            connecting--;
            breaker.release(CircuitBreaker.Resource.CONNECTIONS);
            key.endpoint().stats().connectFailed();
            key.endpoint()
                    .outlier()
                    .onLocalOrigin(
                            timeout ? OutlierMonitor.LocalOrigin.TIMEOUT : OutlierMonitor.LocalOrigin.CONNECT_FAILED);
            // As Envoy: what waited for a connection learns that there is none, instead of trying a dead endpoint in
            // turn.
            failPending(timeout ? ResetReason.CONNECT_TIMEOUT : ResetReason.CONNECTION_FAILURE, reason);
        }

        @Override
        public void onAvailable(UpstreamConnection made) {
            if (connection != null) {
                offer(this);
            }
        }

        @Override
        public void onDraining(UpstreamConnection made) {
            unfree();
            connectIfNeeded();
        }

        @Override
        public void onClosed(UpstreamConnection made) {
            if (!all.remove(this)) {
                return;
            }
            worker.timers().disarm(this);
            unfree();
            key.endpoint().stats().connectionClosed();
            breaker.release(CircuitBreaker.Resource.CONNECTIONS);
            connectIfNeeded();
        }

        private void unfree() {
            if (inFree) {
                // Almost always the last: the one just taken.
                if (free.peekLast() == this) {
                    free.removeLast();
                } else {
                    free.remove(this);
                }
                inFree = false;
            }
        }
    }

    /** Gives a connection now, or queues, or refuses. Calls back at most once, perhaps before it returns. */
    void acquire(PendingStream stream) {
        Pooled pooled = takeFree();
        if (pooled != null) {
            open(pooled, stream);
            return;
        }
        if (!breaker.tryAcquire(CircuitBreaker.Resource.PENDING)) {
            stream.onPoolFailure(ResetReason.OVERFLOW, "overflow");
            return;
        }
        stream.waitingIn = this;
        pending.addLast(stream);
        connectIfNeeded();
        if (connecting == 0 && all.isEmpty()) {
            failPending(ResetReason.CONNECTION_FAILURE, "connection_failure");
        }
    }

    /** Takes a stream out of the queue. */
    void cancel(PendingStream stream) {
        if (pending.remove(stream)) {
            stream.waitingIn = null;
            breaker.release(CircuitBreaker.Resource.PENDING);
        }
    }

    /** The verified SPIFFE id of the peer at the last connection's other end; empty when there is none. */
    String principal() {
        return principal;
    }

    private @Nullable Pooled takeFree() {
        for (Pooled pooled = free.peekLast(); pooled != null; pooled = free.peekLast()) {
            if (pooled.room() > 0) {
                return pooled;
            }
            free.removeLast();
            pooled.inFree = false;
        }
        return null;
    }

    private void open(Pooled pooled, PendingStream stream) {
        worker.timers().rest(pooled);
        stream.onReady(pooled.connection());
        if (pooled.room() == 0) {
            pooled.unfree();
        }
    }

    private void connectIfNeeded() {
        boolean multiplexed = key.protocol() == HttpProtocol.HTTP_2;
        int wanted = multiplexed ? Math.min(1, pending.size()) : pending.size();
        while (connecting < wanted) {
            if (!breaker.tryAcquire(CircuitBreaker.Resource.CONNECTIONS)) {
                if (connecting > 0 || !all.isEmpty()) {
                    return;
                }
                breaker.acquire(CircuitBreaker.Resource.CONNECTIONS);
            }
            connecting++;
            Pooled pooled = new Pooled();
            connector.connect(key, pooled, pooled);
        }
    }

    private void failPending(ResetReason reason, String details) {
        for (int left = pending.size(); left > 0; left--) {
            PendingStream stream = pending.pollFirst();
            if (stream == null) {
                return;
            }
            stream.waitingIn = null;
            breaker.release(CircuitBreaker.Resource.PENDING);
            stream.onPoolFailure(reason, details);
        }
    }

    private void offer(Pooled pooled) {
        UpstreamConnection connection = pooled.connection();
        if (maxStreams > 0 && connection.totalStreams() >= maxStreams) {
            connection.drain();
            connectIfNeeded();
            return;
        }
        while (connection.availableStreams() > 0) {
            PendingStream next = pending.pollFirst();
            if (next == null) {
                break;
            }
            next.waitingIn = null;
            breaker.release(CircuitBreaker.Resource.PENDING);
            next.onReady(connection);
        }
        if (connection.availableStreams() > 0 && !pooled.inFree) {
            free.addLast(pooled);
            pooled.inFree = true;
        }
        if (connection.openStreams() == 0 && pooled.inFree) {
            if (key.endpoint().removed()) {
                connection.close();
            } else if (idleNanos > 0) {
                worker.timers().arm(pooled, idleNanos);
            }
        }
    }

    /** Closes what is idle and lets the rest end with its streams: the endpoint or its cluster's settings are gone. */
    void retire() {
        for (Pooled pooled : List.copyOf(all)) {
            pooled.connection().drain();
        }
    }

    boolean empty() {
        return all.isEmpty() && pending.isEmpty() && connecting == 0;
    }

    int connections() {
        return all.size();
    }
}
