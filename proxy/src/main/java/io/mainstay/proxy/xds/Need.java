// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.cluster.Discovery;
import io.mainstay.engine.core.ConfigSource;
import io.mainstay.engine.listener.FilterChainConfig;
import io.mainstay.engine.listener.HttpConnectionManagerConfig;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.engine.listener.RouteSource;
import io.mainstay.engine.tls.SdsReference;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A resource that a cluster or listener must have, or have waited for long enough, before it is used. */
sealed interface Need {
    /** Where it is fetched from. */
    ConfigSource source();

    /** The resource's name. */
    String name();

    /** How long to wait; zero is for ever. */
    default Duration patience() {
        return source().initialFetchTimeout();
    }

    /** Endpoints of a cluster. */
    record Endpoints(String name, ConfigSource source) implements Need {}

    /** A listener's routes. */
    record Routes(String name, ConfigSource source) implements Need {}

    /** A certificate, a key, roots. */
    record Secret(SdsReference reference, ConfigSource source) implements Need {
        @Override
        public String name() {
            return reference.name();
        }
    }

    /** What a cluster waits for. The calling workload's certificate is not known before the call, and is not waited for. */
    static Set<Need> of(ClusterConfig cluster) {
        Set<Need> needs = new LinkedHashSet<>();
        if (cluster.discovery() instanceof Discovery.Eds eds) {
            needs.add(new Endpoints(eds.serviceName(), eds.source()));
        }
        cluster.tls().ifPresent(tls -> addSecrets(needs, tls.common().references()));
        return needs;
    }

    /** What a listener waits for. */
    static Set<Need> of(ListenerConfig listener) {
        Set<Need> needs = new LinkedHashSet<>();
        chains(listener).forEach(chain -> {
            chain.tls().ifPresent(tls -> addSecrets(needs, tls.common().references()));
            chain.filters().forEach(filter -> {
                if (filter instanceof HttpConnectionManagerConfig manager
                        && manager.routes() instanceof RouteSource.Rds rds) {
                    needs.add(new Routes(rds.routeConfigName(), rds.source()));
                }
            });
        });
        return needs;
    }

    /** All chains of a listener, the default one last. */
    static Stream<FilterChainConfig> chains(ListenerConfig listener) {
        return Stream.concat(listener.filterChains().stream(), listener.defaultFilterChain().stream());
    }

    private static void addSecrets(Set<Need> needs, List<SdsReference> references) {
        references.stream()
                .filter(reference -> !reference.isCaller())
                .forEach(reference -> secret(reference).ifPresent(needs::add));
    }

    /** A secret of the bootstrap is always there and needs no fetching. */
    static Optional<Need> secret(SdsReference reference) {
        return reference.source().map(source -> new Secret(reference, source));
    }
}
