// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.cluster.Discovery;
import io.mainstay.engine.endpoint.EndpointAssignment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All clusters of the proxy. The config thread applies changes; event loops read {@link #clusters()}, an immutable map, and find endpoints
 * that change beneath it: a new assignment, a DNS answer or an ejection never makes a new map.
 */
public final class ClusterDirectory implements AutoCloseable {
    private final ClusterScheduler scheduler;
    private final DnsQueries dns;
    private final RandomGenerator random;
    private final HoldHook holdHook;
    private final Map<String, ClusterRuntime> runtimes = new LinkedHashMap<>();
    private final Map<String, EndpointAssignment> assignments = new LinkedHashMap<>();
    private volatile Map<String, Cluster> published = Map.of();

    /**
     * A directory without clusters.
     *
     * @param scheduler the config thread
     * @param dns       how names are resolved
     * @param random    for jitter and enforcement draws; used on the config thread
     * @param holdHook  what happens to streams without an endpoint
     */
    public ClusterDirectory(ClusterScheduler scheduler, DnsQueries dns, RandomGenerator random, HoldHook holdHook) {
        this.scheduler = scheduler;
        this.dns = dns;
        this.random = random;
        this.holdHook = holdHook;
    }

    /** Clusters by name, in order of configuration. Any thread. */
    public Map<String, Cluster> clusters() {
        return published;
    }

    /** A cluster by name. Any thread. */
    public Optional<Cluster> find(String name) {
        return Optional.ofNullable(published.get(name));
    }

    /** Applies a change as a whole. Config thread. */
    public void apply(ClusterChange change) {
        change.removed().forEach(this::remove);
        change.unassigned().forEach(assignments::remove);
        assignments.putAll(change.assignments());
        change.put().forEach(this::put);
        runtimes.values().forEach(runtime -> assign(runtime, change));
        publish();
    }

    private void remove(String name) {
        ClusterRuntime runtime = runtimes.remove(name);
        if (runtime != null) {
            runtime.close();
        }
    }

    private void put(ClusterConfig config) {
        @Nullable ClusterRuntime old = runtimes.get(config.name());
        if (old != null && old.cluster().config().equals(config)) {
            return;
        }
        ClusterRuntime next = new ClusterRuntime(config, new ClusterRuntime.Env(scheduler, dns, random, holdHook), old);
        runtimes.put(config.name(), next);
        next.start(serviceName(config).map(assignments::get));
        if (old != null) {
            old.replaced(next);
        }
    }

    private static void assign(ClusterRuntime runtime, ClusterChange change) {
        serviceName(runtime.cluster().config()).map(change.assignments()::get).ifPresent(runtime::assign);
    }

    private static Optional<String> serviceName(ClusterConfig config) {
        return config.discovery() instanceof Discovery.Eds eds ? Optional.of(eds.serviceName()) : Optional.empty();
    }

    private void publish() {
        Map<String, Cluster> next = new LinkedHashMap<>();
        runtimes.forEach((name, runtime) -> next.put(name, runtime.cluster()));
        published = Collections.unmodifiableMap(next);
    }

    /** Stops timers and lookups; endpoints stay as they are. Config thread. */
    @Override
    public void close() {
        runtimes.values().forEach(ClusterRuntime::close);
    }
}
