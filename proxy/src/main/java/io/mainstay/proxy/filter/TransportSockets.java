// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.filter;

import io.mainstay.engine.tls.DownstreamTls;
import io.mainstay.engine.tls.UpstreamTls;
import java.util.Optional;

/** Makes the TLS sockets of both legs. Asked on the config thread for listeners, on event loops for clusters (then it must not block). */
public interface TransportSockets {
    /** The socket of a filter chain. Follows its secrets as they change. */
    TransportSocket downstream(DownstreamTls tls);

    /**
     * The socket towards an endpoint.
     *
     * @param tls the cluster's
     * @param serverName SNI; empty: as {@code tls} says
     * @param callerIdentity SPIFFE id of the workload on whose behalf the connection is made, for clusters that say "the caller's certificate"
     */
    TransportSocket upstream(UpstreamTls tls, String serverName, Optional<String> callerIdentity);
}
