// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.engine.listener.ForwardingOptions;
import io.mainstay.engine.listener.ForwardingOptions.ForwardClientCert;
import io.mainstay.proxy.filter.ConnectionInfo;
import io.mainstay.proxy.filter.NetworkFilter;
import io.mainstay.proxy.runtime.Sockets;
import io.mainstay.proxy.runtime.TimerWheel;
import io.mainstay.proxy.runtime.Worker;
import io.mainstay.proxy.stream.DownstreamConnection;
import io.mainstay.proxy.stream.Headers;
import io.mainstay.proxy.stream.HttpProtocol;
import io.mainstay.proxy.stream.HttpStream;
import io.mainstay.proxy.stream.KnownHeaders;
import io.mainstay.proxy.stream.MessageSink;
import io.mainstay.proxy.stream.ProtocolFault;
import io.mainstay.proxy.stream.StreamFactory;
import io.mainstay.proxy.tls.ForwardedClientCert;
import io.mainstay.proxy.tls.TlsPeer;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Lifecycle of one downstream HTTP connection: streams opened and ended, idle and maximum time, drain. Confined to its event loop. */
final class HttpConnection implements StreamFactory, NetworkFilter.Connection {
    private final HttpConnectionManager manager;
    private final ConnectionInfo info;
    private final Channel channel;
    private final String peerText;
    private final long idleNanos;
    private final long drainNanos;
    private final int maxRequests;
    private final IdleTimeout idle = new IdleTimeout();
    private final MaxDuration maxDuration = new MaxDuration();
    private final DrainEnd drainEnd = new DrainEnd();
    private @Nullable DownstreamConnection codec;
    private int open;
    private long opened;
    private boolean headBegun;
    private boolean draining;
    private @Nullable String ownClientCert;

    HttpConnection(HttpConnectionManager manager, ConnectionInfo info, Channel channel) {
        this.manager = manager;
        this.info = info;
        this.channel = channel;
        this.peerText = text(info.remote());
        var timeouts = manager.settings().config().timeouts();
        this.idleNanos = timeouts.idle().toNanos();
        this.drainNanos = timeouts.drain().toNanos();
        this.maxRequests = manager.settings().config().limits().maxRequestsPerConnection();
        Worker worker = worker();
        worker.count(manager.settings().counters().connections);
        worker.count(manager.settings().counters().connectionsActive, 1);
        channel.closeFuture().addListener(closed -> onClosed());
        armIdle();
        if (!timeouts.maxConnectionDuration().isZero()) {
            worker.timers().arm(maxDuration, timeouts.maxConnectionDuration().toNanos());
        }
    }

    private static String text(SocketAddress remote) {
        return remote instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : "";
    }

    private Worker worker() {
        return manager.worker();
    }

    ConnectionInfo info() {
        return info;
    }

    /** The peer's address without port, for {@code x-forwarded-for}. */
    String peerText() {
        return peerText;
    }

    /**
     * Puts {@code x-forwarded-client-cert} as configured: what a client sent is believed only where the configuration says so, because
     * applications take identities from it.
     */
    void forwardClientCert(Headers request) {
        ForwardingOptions options = manager.settings().forwarding();
        boolean replaces = options.clientCert() == ForwardClientCert.SANITIZE
                || options.clientCert() == ForwardClientCert.SANITIZE_SET;
        String value;
        if (replaces) {
            if (ownClientCert == null) {
                ownClientCert = ForwardedClientCert.value(options, "", TlsPeer.of(channel));
            }
            value = ownClientCert;
        } else {
            String received = request.joined(KnownHeaders.X_FORWARDED_CLIENT_CERT);
            value = ForwardedClientCert.value(options, received == null ? "" : received, TlsPeer.of(channel));
        }
        if (value.isEmpty()) {
            request.remove(KnownHeaders.X_FORWARDED_CLIENT_CERT);
        } else {
            request.set(KnownHeaders.X_FORWARDED_CLIENT_CERT, value);
        }
    }

    void attach(HttpProtocol protocol) {
        DownstreamCodec chosen = manager.loop().downstreamCodecs().get(protocol);
        if (chosen == null) {
            Sockets.close(channel);
            return;
        }
        DownstreamConnection made = chosen.attach(channel, manager.settings().config(), info.secure(), this);
        codec = made;
        if (draining) {
            made.lastStream();
        }
    }

    @Override
    public void onHeadBegun() {
        headBegun = true;
        worker().timers().rest(idle);
    }

    @Override
    public MessageSink newStream(HttpStream response) {
        headBegun = false;
        worker().timers().rest(idle);
        open++;
        opened++;
        if (maxRequests > 0 && opened >= maxRequests) {
            drain();
        }
        DownstreamStream stream = manager.takeStream();
        stream.begin(this, response);
        return stream.request();
    }

    void streamEnded() {
        open--;
        if (open == 0 && !headBegun) {
            armIdle();
        }
    }

    private void armIdle() {
        if (idleNanos > 0 && channel.isActive()) {
            worker().timers().arm(idle, idleNanos);
        }
    }

    @Override
    public void onProtocolFault(ProtocolFault fault) {
        ManagerCounters counters = manager.settings().counters();
        worker().count(fault == ProtocolFault.NO_MEMORY ? counters.overloaded : counters.protocolErrors);
    }

    @Override
    public void onFlushTimeout() {
        worker().count(manager.settings().counters().flushTimeouts);
    }

    @Override
    public void drain() {
        if (!draining) {
            draining = true;
            DownstreamConnection attached = codec;
            if (attached != null) {
                attached.lastStream();
            }
            worker().timers().arm(drainEnd, drainNanos);
        }
    }

    private void endIdle() {
        DownstreamConnection attached = codec;
        if (attached != null) {
            attached.drain();
        } else if (channel.isActive()) {
            Sockets.close(channel);
        }
    }

    @Override
    public int open() {
        return open;
    }

    @Override
    public long waiting() {
        DownstreamConnection attached = codec;
        return attached == null ? 0 : attached.waiting();
    }

    HttpProtocol protocol() {
        DownstreamConnection attached = codec;
        return attached == null ? HttpProtocol.HTTP_1_1 : attached.protocol();
    }

    private void onClosed() {
        worker().timers().disarm(idle);
        worker().timers().disarm(maxDuration);
        worker().timers().disarm(drainEnd);
        worker().count(manager.settings().counters().connectionsActive, -1);
    }

    /** Closes a connection on which nothing happens. */
    private final class IdleTimeout extends TimerWheel.Timeout {
        @Override
        protected void expired() {
            endIdle();
        }
    }

    /** Ends the wait for one more request on a connection that drains. */
    private final class DrainEnd extends TimerWheel.Timeout {
        @Override
        protected void expired() {
            endIdle();
        }
    }

    /** Drains a connection that has lasted long enough. */
    private final class MaxDuration extends TimerWheel.Timeout {
        @Override
        protected void expired() {
            drain();
        }
    }
}
