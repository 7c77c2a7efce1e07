// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tcp;

import io.mainstay.engine.ResponseFlag;
import io.mainstay.engine.core.RoutingPriority;
import io.mainstay.proxy.cluster.CircuitBreaker;
import io.mainstay.proxy.cluster.Cluster;
import io.mainstay.proxy.cluster.Endpoint;
import io.mainstay.proxy.cluster.OutlierMonitor;
import io.mainstay.proxy.filter.ConnectionInfo;
import io.mainstay.proxy.filter.ConnectionObserver;
import io.mainstay.proxy.filter.NetworkFilter;
import io.mainstay.proxy.runtime.Sockets;
import io.mainstay.proxy.runtime.TimerWheel;
import io.mainstay.proxy.runtime.Worker;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One proxied connection: chooses an endpoint, connects, joins the two with a {@link Splice}, and accounts for it when it has ended. Confined to
 * its event loop.
 */
final class TcpSession implements NetworkFilter.Connection, Splice.Owner {
    private final TcpSettings settings;
    private final Worker worker;
    private final TcpConnector connector;
    private final Channel downstream;
    private final ConnectionInfo info;
    private final Splice splice;
    private final List<Endpoint> tried = new ArrayList<>(1);
    private final long bornNanos;
    private final TimerWheel.Timeout idle = new IdleTimeout();
    private final TimerWheel.Timeout lifetime = new Lifetime();
    private Optional<Cluster> cluster = Optional.empty();
    private @Nullable Endpoint endpoint;
    private boolean connected;
    private boolean ended;
    private long flags;
    private String details = "";

    TcpSession(TcpSettings settings, Worker worker, TcpConnector connector, Channel downstream, ConnectionInfo info) {
        this.settings = settings;
        this.worker = worker;
        this.connector = connector;
        this.downstream = downstream;
        this.info = info;
        this.bornNanos = worker.timers().nanoTime();
        this.splice = new Splice(downstream, worker.timers(), this);
    }

    private final class IdleTimeout extends TimerWheel.Timeout {
        @Override
        protected void expired() {
            long limit = settings.config().idleTimeout().toNanos();
            long rest = splice.lastActiveNanos() + limit - worker.timers().nanoTime();
            if (rest > 0) {
                worker.timers().arm(this, rest);
            } else {
                end(ResponseFlag.STREAM_IDLE_TIMEOUT, "idle_timeout");
            }
        }
    }

    private final class Lifetime extends TimerWheel.Timeout {
        @Override
        protected void expired() {
            end(ResponseFlag.DURATION_TIMEOUT, "max_downstream_connection_duration");
        }
    }

    void start() {
        settings.observer().onOpen(info);
        downstream.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        splice.attach();
        arm(idle, settings.config().idleTimeout().toNanos());
        arm(lifetime, settings.config().maxConnectionDuration().toNanos());
        String name = settings.config().chooseCluster(worker.random());
        cluster = Optional.ofNullable(settings.clusters().get().get(name));
        cluster.ifPresentOrElse(this::connect, () -> end(ResponseFlag.NO_CLUSTER_FOUND, "cluster_not_found"));
    }

    private void arm(TimerWheel.Timeout timeout, long nanos) {
        if (nanos > 0) {
            worker.timers().arm(timeout, nanos);
        }
    }

    private void connect(Cluster to) {
        Endpoint chosen = to.choose(worker, tried).orElse(null);
        if (chosen == null) {
            end(ResponseFlag.NO_HEALTHY_UPSTREAM, "no_healthy_upstream");
            return;
        }
        CircuitBreaker breaker = to.breaker(RoutingPriority.DEFAULT);
        if (!breaker.tryAcquire(CircuitBreaker.Resource.CONNECTIONS)) {
            end(ResponseFlag.UPSTREAM_OVERFLOW, "upstream_overflow");
            return;
        }
        endpoint = chosen;
        tried.add(chosen);
        connector.connect(
                to, chosen, info.callerIdentity(), splice.upstreamBuffers(), new Connecting(to, chosen, breaker));
    }

    /** One attempt. Holds a place in the breaker until the connection has ended, or has not come to be. */
    private final class Connecting implements TcpConnector.Result {
        private final Cluster to;
        private final Endpoint chosen;
        private final CircuitBreaker breaker;

        Connecting(Cluster to, Endpoint chosen, CircuitBreaker breaker) {
            this.to = to;
            this.chosen = chosen;
            this.breaker = breaker;
        }

        @Override
        public void connected(Channel upstream) {
            chosen.outlier().onLocalOrigin(OutlierMonitor.LocalOrigin.CONNECTED_FINAL);
            chosen.stats().connectionOpened();
            upstream.closeFuture().addListener(closed -> {
                breaker.release(CircuitBreaker.Resource.CONNECTIONS);
                chosen.stats().connectionClosed();
            });
            if (ended) {
                Sockets.close(upstream);
                return;
            }
            connected = true;
            splice.join(upstream);
        }

        @Override
        public void failed(boolean timeout) {
            breaker.release(CircuitBreaker.Resource.CONNECTIONS);
            chosen.stats().connectFailed();
            chosen.outlier()
                    .onLocalOrigin(
                            timeout ? OutlierMonitor.LocalOrigin.TIMEOUT : OutlierMonitor.LocalOrigin.CONNECT_FAILED);
            if (ended) {
                return;
            }
            if (tried.size() < settings.config().maxConnectAttempts()) {
                connect(to);
            } else {
                end(ResponseFlag.UPSTREAM_CONNECTION_FAILURE, timeout ? "connect_timeout" : "connect_failure");
            }
        }
    }

    @Override
    public void onSpliceEnd(boolean byDownstream, boolean broken) {
        if (broken && !connected) {
            end(ResponseFlag.DOWNSTREAM_CONNECTION_TERMINATION, "downstream_closed");
        } else if (broken && !byDownstream) {
            end(ResponseFlag.UPSTREAM_CONNECTION_TERMINATION, "upstream_reset");
        } else {
            end();
        }
    }

    private void end(ResponseFlag flag, String why) {
        if (!ended) {
            flags |= flag.bit();
            details = why;
            end();
        }
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        worker.timers().disarm(idle);
        worker.timers().disarm(lifetime);
        splice.close();
        settings.observer()
                .onClose(
                        info,
                        new ConnectionObserver.Summary(
                                cluster.map(Cluster::name).orElse(""),
                                endpoint == null ? "" : endpoint.toString(),
                                splice.fromDownstream(),
                                splice.fromUpstream(),
                                worker.timers().nanoTime() - bornNanos,
                                flags,
                                details));
    }

    /** Nothing tells the peers of a byte stream to finish; it lasts until they do, or until the listener's drain time is over. */
    @Override
    public void drain() {}

    @Override
    public int open() {
        return ended ? 0 : 1;
    }
}
