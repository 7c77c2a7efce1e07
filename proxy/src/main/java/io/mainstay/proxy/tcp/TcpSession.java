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
import io.mainstay.proxy.tls.TlsPeer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One proxied connection: chooses an endpoint, connects, joins the two with a {@link Splice}, and accounts for it when it has ended. Confined to
 * its event loop.
 */
final class TcpSession implements NetworkFilter.Connection, Splice.Owner {
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(5);

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
    private final TimerWheel.Timeout report = new Report();
    private Optional<Cluster> cluster = Optional.empty();
    private ConnectionObserver.Upstream upstreamFacts = ConnectionObserver.Upstream.NONE;
    private long reportedReceived;
    private long reportedSent;
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

    /** Tells what has passed, so that a connection that lasts for days is seen meanwhile. */
    private final class Report extends TimerWheel.Timeout {
        @Override
        protected void expired() {
            traffic();
            worker.timers().arm(this, REPORT_NANOS);
        }
    }

    private void traffic() {
        long received = splice.fromDownstream();
        long sent = splice.fromUpstream();
        settings.observer().onTraffic(info, upstreamFacts, received - reportedReceived, sent - reportedSent);
        reportedReceived = received;
        reportedSent = sent;
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
        tried.add(chosen);
        upstreamFacts = facts(to, chosen, Optional.empty());
        connector.connect(
                to, chosen, info.callerIdentity(), splice.upstreamBuffers(), new Connecting(to, chosen, breaker));
    }

    private static ConnectionObserver.Upstream facts(Cluster to, Endpoint chosen, Optional<Channel> upstream) {
        return new ConnectionObserver.Upstream(
                to.name(),
                chosen.toString(),
                Optional.of(chosen.socketAddress()),
                upstream.map(Channel::localAddress),
                upstream.flatMap(TlsPeer::of).flatMap(TlsPeer::principal).orElse(""));
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
            upstreamFacts = facts(to, chosen, Optional.of(upstream));
            traffic();
            worker.timers().arm(report, REPORT_NANOS);
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
        worker.timers().disarm(report);
        splice.close();
        if (upstreamFacts.cluster().isEmpty()) {
            upstreamFacts = new ConnectionObserver.Upstream(
                    cluster.map(Cluster::name).orElse(""), "", Optional.empty(), Optional.empty(), "");
        }
        traffic();
        settings.observer()
                .onClose(
                        info,
                        new ConnectionObserver.Summary(
                                upstreamFacts,
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
