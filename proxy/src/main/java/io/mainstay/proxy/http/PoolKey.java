// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.http;

import io.mainstay.proxy.cluster.Cluster;
import io.mainstay.proxy.cluster.Endpoint;
import io.mainstay.proxy.stream.HttpProtocol;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which upstream connections may stand in for each other. Endpoint and cluster are compared by identity: a changed cluster makes new pools.
 *
 * @param cluster whose settings the connection follows
 * @param endpoint where it leads
 * @param protocol what it speaks
 * @param callerIdentity SPIFFE id of the workload it speaks for; connections of one are never used for another
 * @param serverName SNI taken from the request; empty when the cluster's own holds
 */
record PoolKey(
        Cluster cluster, Endpoint endpoint, HttpProtocol protocol, Optional<String> callerIdentity, String serverName) {
    /** Whether these, with the same endpoint, make an equal key. */
    boolean is(Cluster other, HttpProtocol spoken, Optional<String> caller, String sni) {
        return cluster == other && protocol == spoken && callerIdentity.equals(caller) && serverName.equals(sni);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PoolKey key
                && key.endpoint == endpoint
                && key.cluster == cluster
                && key.protocol == protocol
                && key.callerIdentity.equals(callerIdentity)
                && key.serverName.equals(serverName);
    }

    @Override
    public int hashCode() {
        return (System.identityHashCode(endpoint) * 31 + Objects.hashCode(callerIdentity)) * 31 + serverName.hashCode();
    }
}
