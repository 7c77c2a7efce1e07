// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.listener;

import io.mainstay.engine.listener.ConnectionAttributes;
import io.mainstay.engine.listener.FilterChainConfig;
import io.mainstay.proxy.filter.ConnectionInfo;
import io.mainstay.proxy.filter.TransportSocket;
import io.mainstay.proxy.runtime.Sockets;
import io.mainstay.proxy.runtime.TimerWheel;
import io.mainstay.proxy.tls.TlsInspector;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * The first moments of an accepted connection: inspection where the listener asks for it, choice of the chain, transport, then over to the chain's filter. Confined to its
 * event loop.
 */
final class ConnectionStart implements ConnectionAttributes, TlsInspector.Seen {
    private final ListenerOnLoop listener;
    private final ListenerOnLoop.Live live;
    private final Channel channel;
    private String serverName = "";
    private String transportProtocol = "";
    private List<String> applicationProtocols = List.of();

    ConnectionStart(ListenerOnLoop listener, Channel channel) {
        this.listener = listener;
        this.channel = channel;
        this.live = listener.admit(channel);
    }

    void begin() {
        if (listener.config().inspectsTls()) {
            long timeout = listener.config().listenerFiltersTimeout().toNanos();
            channel.pipeline().addLast(new TlsInspector(timeout, this));
        } else {
            choose();
        }
    }

    @Override
    public void tls(String name, List<String> alpn) {
        transportProtocol = "tls";
        serverName = name;
        applicationProtocols = alpn;
        choose();
    }

    @Override
    public void plaintext() {
        transportProtocol = "raw_buffer";
        choose();
    }

    @Override
    public void timedOut() {
        if (listener.config().continueOnFiltersTimeout()) {
            choose();
        } else {
            Sockets.close(channel);
        }
    }

    private void choose() {
        Optional<FilterChainConfig> chosen = listener.table().find(this);
        ChainOnLoop chain = chosen.isEmpty() ? null : listener.chain(chosen.get());
        if (chain == null) {
            Sockets.close(channel);
            return;
        }
        new Handshake(chain).begin();
    }

    /** The transport on its way to being ready. */
    private final class Handshake extends TimerWheel.Timeout implements TransportSocket.Opened {
        private final ChainOnLoop chain;

        Handshake(ChainOnLoop chain) {
            this.chain = chain;
        }

        void begin() {
            if (chain.handshakeNanos() > 0) {
                listener.worker().timers().arm(this, chain.handshakeNanos());
            }
            chain.socket().open(channel, this);
        }

        @Override
        public void ready(TransportSocket.TransportInfo transport) {
            listener.worker().timers().disarm(this);
            if (!channel.isActive()) {
                return;
            }
            live.serving(chain.filter().accept(channel, info(transport)));
            channel.config().setAutoRead(true);
        }

        @Override
        public void failed(String reason) {
            listener.worker().timers().disarm(this);
        }

        @Override
        protected void expired() {
            Sockets.close(channel);
        }
    }

    private ConnectionInfo info(TransportSocket.TransportInfo transport) {
        return new ConnectionInfo(
                listener.nextId(),
                listener.config().name(),
                channel.localAddress(),
                channel.remoteAddress(),
                transport.secure(),
                transport.serverName().isPresent() || serverName.isEmpty()
                        ? transport.serverName()
                        : Optional.of(serverName),
                transport.alpn(),
                transport.peerPrincipal(),
                transport.localPrincipal(),
                transport.tls(),
                listener.callerIdentity());
    }

    private static InetAddress ip(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getAddress() : InetAddress.getLoopbackAddress();
    }

    private static int port(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }

    @Override
    public InetAddress destinationAddress() {
        return ip(channel.localAddress());
    }

    @Override
    public int destinationPort() {
        return port(channel.localAddress());
    }

    @Override
    public InetAddress sourceAddress() {
        return ip(channel.remoteAddress());
    }

    @Override
    public int sourcePort() {
        return port(channel.remoteAddress());
    }

    @Override
    public InetAddress directSourceAddress() {
        return ip(channel.remoteAddress());
    }

    @Override
    public String serverName() {
        return serverName;
    }

    @Override
    public String transportProtocol() {
        return transportProtocol;
    }

    @Override
    public List<String> applicationProtocols() {
        return applicationProtocols;
    }
}
