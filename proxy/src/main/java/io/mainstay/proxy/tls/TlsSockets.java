// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.tls;

import io.mainstay.engine.tls.DownstreamTls;
import io.mainstay.engine.tls.UpstreamTls;
import io.mainstay.proxy.filter.TransportSocket;
import io.mainstay.proxy.filter.TransportSockets;
import io.netty.handler.ssl.SslProvider;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * TLS for the engine's listeners and clusters. A socket towards a cluster exists once per caller's identity, so that neither a
 * certificate nor a session is ever shared between callers.
 */
public final class TlsSockets implements TransportSockets {
    /** Clusters times callers, far above any real mesh's host; past it the map starts anew. */
    private static final int MAX_UPSTREAM = 16_384;

    private final SecretStore secrets;
    private final ContextBuilder contexts;
    private final TlsStats downstreamStats = new TlsStats("listener.");
    private final TlsStats upstreamStats = new TlsStats("cluster.");
    private final Map<UpstreamKey, UpstreamSocket> upstream = new ConcurrentHashMap<>();

    private record UpstreamKey(UpstreamTls tls, String serverName, Optional<String> caller) {}

    /** On the best TLS library there is; none is looked for before the first TLS context, because that takes long. */
    public TlsSockets(SecretStore secrets, InstantSource clock, SecureRandom random) {
        this(secrets, ContextBuilder::bestProvider, clock, random);
    }

    /** On a given library, for tests of both. */
    TlsSockets(SecretStore secrets, SslProvider provider, InstantSource clock, SecureRandom random) {
        this(secrets, () -> provider, clock, random);
    }

    private TlsSockets(SecretStore secrets, Supplier<SslProvider> provider, InstantSource clock, SecureRandom random) {
        this.secrets = secrets;
        this.contexts = new ContextBuilder(provider, clock, random);
    }

    @Override
    public TransportSocket downstream(DownstreamTls tls) {
        DownstreamSocket socket = new DownstreamSocket(tls, secrets, contexts, downstreamStats);
        socket.follow();
        return socket;
    }

    @Override
    public TransportSocket upstream(UpstreamTls tls, String serverName, Optional<String> callerIdentity) {
        boolean byCaller = tls.common().certificateSds().stream().anyMatch(reference -> reference.isCaller());
        UpstreamKey key = new UpstreamKey(tls, serverName, byCaller ? callerIdentity : Optional.empty());
        UpstreamSocket known = upstream.get(key);
        if (known != null) {
            return known;
        }
        if (upstream.size() >= MAX_UPSTREAM) {
            upstream.clear();
        }
        return upstream.computeIfAbsent(key, made -> {
            UpstreamSocket socket =
                    new UpstreamSocket(tls, serverName, made.caller(), secrets, contexts, upstreamStats);
            socket.follow();
            return socket;
        });
    }

    /** Both legs, listeners first. Any thread. */
    public List<TlsStats> stats() {
        return List.of(downstreamStats, upstreamStats);
    }
}
