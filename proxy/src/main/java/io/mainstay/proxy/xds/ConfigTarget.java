// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.engine.route.RouteTable;
import io.mainstay.engine.tls.SdsReference;
import io.mainstay.engine.tls.SecretConfig;
import io.mainstay.model.ConfigProblem;
import io.mainstay.proxy.cluster.ClusterChange;
import java.util.List;
import java.util.Map;

/** The running proxy, as configuration sees it. Config thread only; methods return at once. */
public interface ConfigTarget {
    /** What the runtime, beyond the parser, has against a listener: filters it does not know, certificates that do not fit. */
    default List<ConfigProblem> problems(ListenerConfig listener) {
        return List.of();
    }

    /**
     * Binds a listener's addresses before it is warm, so that it is refused with the reason when it cannot be; nothing is wrong with it otherwise. What
     * is bound is kept until {@link #listener} or {@link #listenerGone}.
     */
    default List<ConfigProblem> reserve(ListenerConfig listener) {
        return List.of();
    }

    /** What the runtime has against a route table. */
    default List<ConfigProblem> problems(RouteTable routes) {
        return List.of();
    }

    /** What the runtime has against a cluster. */
    default List<ConfigProblem> problems(ClusterConfig cluster) {
        return List.of();
    }

    /** What the runtime has against a secret: keys and certificates that cannot be read. */
    default List<ConfigProblem> problems(SecretConfig secret) {
        return List.of();
    }

    /** Clusters and endpoints change. Comes before the routes that need it. */
    void clusters(ClusterChange change);

    /** From now on streams are routed by these tables; the clusters they name are there. */
    void routes(String version, Map<String, RouteTable> tables);

    /** Starts a listener, or replaces the one of this name and drains it. What it waits for is there. */
    void listener(ListenerConfig listener);

    /** Drains a listener and closes it. */
    void listenerGone(String name);

    /** A secret arrived or changed. */
    void secret(SdsReference reference, SecretConfig secret);

    /** Nobody needs a secret any more. */
    void secretGone(SdsReference reference);
}
