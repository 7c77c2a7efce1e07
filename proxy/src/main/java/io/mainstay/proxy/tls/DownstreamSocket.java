// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.mainstay.engine.tls.DownstreamTls;
import io.mainstay.proxy.filter.TransportSocket;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** TLS of one filter chain, towards clients. */
final class DownstreamSocket implements TransportSocket {
    private final DownstreamTls tls;
    private final TlsStats stats;
    private final FollowingContext context;

    DownstreamSocket(DownstreamTls tls, SecretStore secrets, ContextBuilder contexts, TlsStats stats) {
        this.tls = tls;
        this.stats = stats;
        this.context = new FollowingContext(
                tls.common(),
                Optional.empty(),
                secrets,
                use -> contexts.server(
                        tls,
                        use.credential().orElseThrow(() -> new SSLException("a TLS server needs a certificate")),
                        use.validation()));
    }

    void follow() {
        context.follow();
    }

    @Override
    public void open(Channel channel, Opened opened) {
        FollowingContext.State now = context.state();
        if (now.built().isEmpty()) {
            stats.count(TlsEvent.NOT_READY);
            var _ = channel.close();
            opened.failed("TLS is not ready: " + now.missing());
            return;
        }
        BuiltContext built = now.built().get();
        SslHandler handler = built.context().newHandler(channel.alloc());
        HandshakeObserver.Rules rules = new HandshakeObserver.Rules(true, tls.requireSni(), "");
        TlsPipeline.add(channel, handler, new HandshakeObserver(handler, built, rules, stats, opened));
    }

    @Override
    public boolean secure() {
        return true;
    }
}
