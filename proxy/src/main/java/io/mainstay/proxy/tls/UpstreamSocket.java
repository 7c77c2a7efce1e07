// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.mainstay.engine.tls.UpstreamTls;
import io.mainstay.proxy.filter.TransportSocket;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;

/** TLS towards the endpoints of one cluster, in the name of one caller. */
final class UpstreamSocket implements TransportSocket {
    private final String serverName;
    private final boolean resumes;
    private final TlsStats stats;
    private final FollowingContext context;

    UpstreamSocket(
            UpstreamTls tls,
            String serverName,
            Optional<String> caller,
            SecretStore secrets,
            ContextBuilder contexts,
            TlsStats stats) {
        this.serverName = serverName.isEmpty() ? tls.sni() : serverName;
        this.resumes = tls.maxSessionKeys() > 0;
        this.stats = stats;
        String required = tls.autoSniSanValidation() ? this.serverName : "";
        this.context = new FollowingContext(
                tls.common(),
                caller,
                secrets,
                use -> contexts.client(tls, use.credential(), use.validation(), required));
    }

    void follow() {
        context.follow();
    }

    @Override
    public void open(Channel channel, Opened opened) {
        FollowingContext.State now = context.state();
        if (now.built().isEmpty()) {
            // A secret is asked for when it is first needed: the connection waits for it as long as it may take to
            // connect.
            stats.count(TlsEvent.NOT_READY);
            context.whenBuilt(channel, () -> open(channel, opened));
            return;
        }
        BuiltContext built = now.built().get();
        // Sessions are remembered by address and port: two endpoints never share one.
        SslHandler handler = resumes && channel.remoteAddress() instanceof InetSocketAddress peer
                ? built.context().newHandler(channel.alloc(), peer.getAddress().getHostAddress(), peer.getPort())
                : built.context().newHandler(channel.alloc());
        if (!serverName.isEmpty()) {
            SSLParameters parameters = handler.engine().getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
            handler.engine().setSSLParameters(parameters);
        }
        HandshakeObserver.Rules rules = new HandshakeObserver.Rules(false, false, serverName);
        TlsPipeline.add(channel, handler, new HandshakeObserver(handler, built, rules, stats, opened));
    }

    @Override
    public boolean secure() {
        return true;
    }
}
