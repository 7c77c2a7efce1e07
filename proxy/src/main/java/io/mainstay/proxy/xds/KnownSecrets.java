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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes everything on to the proxy, and remembers secrets: connections to discovery servers need some themselves. */
final class KnownSecrets implements ConfigTarget {
    private final ConfigTarget target;
    private final Runnable arrived;

    /** Written on the config thread, read by handshakes. */
    private final Map<SdsReference, SecretConfig> secrets = new ConcurrentHashMap<>();

    KnownSecrets(ConfigTarget target, Runnable arrived) {
        this.target = target;
        this.arrived = arrived;
    }

    /** Any thread. */
    Optional<SecretConfig> find(SdsReference reference) {
        return Optional.ofNullable(secrets.get(reference));
    }

    boolean hasAll(Set<Need> needs) {
        return needs.stream()
                .allMatch(need -> !(need instanceof Need.Secret secret) || secrets.containsKey(secret.reference()));
    }

    @Override
    public void secret(SdsReference reference, SecretConfig secret) {
        secrets.put(reference, secret);
        target.secret(reference, secret);
        arrived.run();
    }

    @Override
    public void secretGone(SdsReference reference) {
        secrets.remove(reference);
        target.secretGone(reference);
    }

    @Override
    public List<ConfigProblem> reserve(ListenerConfig listener) {
        return target.reserve(listener);
    }

    @Override
    public List<ConfigProblem> problems(ListenerConfig listener) {
        return target.problems(listener);
    }

    @Override
    public List<ConfigProblem> problems(RouteTable routes) {
        return target.problems(routes);
    }

    @Override
    public List<ConfigProblem> problems(ClusterConfig cluster) {
        return target.problems(cluster);
    }

    @Override
    public List<ConfigProblem> problems(SecretConfig secret) {
        return target.problems(secret);
    }

    @Override
    public void clusters(ClusterChange change) {
        target.clusters(change);
    }

    @Override
    public void routes(String version, Map<String, RouteTable> tables) {
        target.routes(version, tables);
    }

    @Override
    public void listener(ListenerConfig listener) {
        target.listener(listener);
    }

    @Override
    public void listenerGone(String name) {
        target.listenerGone(name);
    }
}
