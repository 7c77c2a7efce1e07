// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.mainstay.proxy.filter.TlsFacts;
import io.mainstay.proxy.filter.TransportSocket.Opened;
import io.mainstay.proxy.filter.TransportSocket.TransportInfo;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.internal.tcnative.SSL;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Waits behind the TLS handler for the end of the handshake, reports it once and leaves. What comes out of a connection before
 * that never reaches a codec. Confined to its channel's event loop.
 */
final class HandshakeObserver extends ChannelInboundHandlerAdapter {
    private final SslHandler tls;
    private final BuiltContext context;
    private final Rules rules;
    private final TlsStats stats;
    private final Opened opened;
    private boolean reported;

    HandshakeObserver(SslHandler tls, BuiltContext context, Rules rules, TlsStats stats, Opened opened) {
        this.tls = tls;
        this.context = context;
        this.rules = rules;
        this.stats = stats;
        this.opened = opened;
    }

    /**
     * What is asked of a handshake beside the library's verdict.
     *
     * @param server     whether this side accepted the connection
     * @param requireSni a client must say whom it looks for
     * @param serverName SNI sent, on the client side
     */
    record Rules(boolean server, boolean requireSni, String serverName) {}

    @Override
    public void userEventTriggered(ChannelHandlerContext channel, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent done)) {
            channel.fireUserEventTriggered(event);
            return;
        }
        if (reported) {
            return;
        }
        reported = true;
        if (done.isSuccess()) {
            succeeded(channel);
        } else {
            fail(channel, done.cause());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
        // The handshake event has said it already, or is about to; nobody behind is there to care.
        if (!reported) {
            reported = true;
            fail(channel, cause);
        }
        var _ = channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext channel) {
        if (!reported) {
            reported = true;
            stats.count(TlsEvent.CONNECTION_ERROR);
            opened.failed("closed during the TLS handshake");
        }
        channel.fireChannelInactive();
    }

    private void succeeded(ChannelHandlerContext channel) {
        SSLSession session = tls.engine().getSession();
        Optional<String> serverName = rules.server() ? requestedName(session) : Optional.of(rules.serverName());
        serverName = serverName.filter(name -> !name.isEmpty());
        if (rules.requireSni() && serverName.isEmpty()) {
            stats.count(TlsEvent.CONNECTION_ERROR);
            opened.failed("the client sent no server name");
            var _ = channel.close();
            return;
        }
        List<X509Certificate> chain = peerChain(session);
        Optional<String> principal = Optional.empty();
        if (!chain.isEmpty()) {
            TlsPeer peer = new TlsPeer(chain, context.provesPeer(), localUris());
            peer.attachTo(channel.channel());
            principal = peer.principal();
        } else if (rules.server()) {
            stats.count(TlsEvent.NO_CERTIFICATE);
        }
        stats.count(TlsEvent.HANDSHAKE);
        if (isResumed(tls.engine())) {
            stats.count(TlsEvent.SESSION_REUSED);
        }
        String alpn = tls.applicationProtocol();
        TlsFacts facts = new TlsFacts(
                session.getProtocol(), context.provesPeer() ? chain.stream().findFirst() : Optional.empty());
        TransportInfo info = new TransportInfo(
                true, serverName, Optional.ofNullable(alpn), principal, context.localPrincipal(), Optional.of(facts));
        // The codec is added behind this handler, so that what follows in the same read finds it.
        opened.ready(info);
        if (!channel.isRemoved()) {
            channel.pipeline().remove(this);
        }
    }

    private void fail(ChannelHandlerContext channel, Throwable cause) {
        TlsEvent event = TlsFailures.classify(cause);
        stats.count(event);
        opened.failed(TlsFailures.describe(event, cause));
        if (cause instanceof SslHandshakeTimeoutException) {
            var _ = channel.close();
        }
    }

    private static boolean isResumed(SSLEngine engine) {
        return engine instanceof ReferenceCountedOpenSslEngine boring && SSL.isSessionReused(boring.sslPointer());
    }

    private static Optional<String> requestedName(SSLSession session) {
        if (!(session instanceof ExtendedSSLSession extended)) {
            return Optional.empty();
        }
        for (SNIServerName name : extended.getRequestedServerNames()) {
            if (name instanceof SNIHostName host) {
                return Optional.of(host.getAsciiName().toLowerCase(Locale.ROOT));
            }
        }
        return Optional.empty();
    }

    private static List<X509Certificate> peerChain(SSLSession session) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    chain.add(x509);
                }
            }
        } catch (SSLPeerUnverifiedException _) {
            return List.of();
        }
        return chain;
    }

    private List<String> localUris() {
        return context.localPrincipal().stream().toList();
    }
}
