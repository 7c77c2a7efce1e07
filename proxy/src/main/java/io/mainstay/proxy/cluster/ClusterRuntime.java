// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.cluster.Discovery;
import io.mainstay.engine.core.Address;
import io.mainstay.engine.endpoint.EndpointAssignment;
import io.mainstay.engine.endpoint.EndpointConfig;
import io.mainstay.engine.endpoint.LocalityEndpoints;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The config thread's side of one cluster: keeps endpoints over assignments and publishes host sets to the {@link Cluster}. Confined to it. */
final class ClusterRuntime {
    /** What every cluster is given. */
    record Env(ClusterScheduler scheduler, DnsQueries dns, RandomGenerator random, HoldHook holdHook) {}

    private final ClusterConfig config;
    private final RandomGenerator random;
    private final Cluster cluster;
    private final Map<Address, Endpoint> endpoints = new LinkedHashMap<>();
    private final @Nullable OutlierDetector outlier;
    private final @Nullable DnsDiscovery dns;
    private EndpointAssignment assignment;
    private boolean initialized;

    /**
     * A cluster under a new configuration.
     *
     * @param old the same cluster under the configuration before; its breakers are carried over, and its endpoints if connections to them
     *            would be made in the same way
     */
    ClusterRuntime(ClusterConfig config, Env env, @Nullable ClusterRuntime old) {
        this.config = config;
        this.random = env.random();
        boolean sameTransport = old != null && sameTransport(old.config, config);
        if (old != null && sameTransport) {
            endpoints.putAll(old.endpoints);
        }
        OutlierDetector earlier = old == null || !sameTransport ? null : old.outlier;
        outlier = config.outlierDetection()
                .map(detection ->
                        new OutlierDetector(detection, env.scheduler(), env.random(), this::healthChanged, earlier))
                .orElse(null);
        cluster = new Cluster(
                config, shared(config, old, env), Optional.ofNullable(outlier).map(OutlierDetector::stats));
        dns = config.discovery() instanceof Discovery.Dns discovery
                ? new DnsDiscovery(discovery, env, cluster.stats(), this::assign, old == null ? null : old.dns)
                : null;
        assignment = EndpointAssignment.empty(config.name());
    }

    private static Cluster.Shared shared(ClusterConfig config, @Nullable ClusterRuntime old, Env env) {
        if (old == null) {
            return new Cluster.Shared(
                    new CircuitBreaker(config.circuitBreakers().standard()),
                    new CircuitBreaker(config.circuitBreakers().high()),
                    new ClusterStats(),
                    env.holdHook());
        }
        Cluster.Shared shared = old.cluster.shared();
        shared.standard().configure(config.circuitBreakers().standard());
        shared.high().configure(config.circuitBreakers().high());
        return shared;
    }

    private static boolean sameTransport(ClusterConfig a, ClusterConfig b) {
        return a.tls().equals(b.tls())
                && a.http().equals(b.http())
                && a.connection().equals(b.connection());
    }

    Cluster cluster() {
        return cluster;
    }

    /** Begins to work. */
    void start(Optional<EndpointAssignment> known) {
        if (outlier != null) {
            outlier.start();
        } else {
            endpoints.values().forEach(ClusterRuntime::forgetOutlier);
        }
        switch (config.discovery()) {
            case Discovery.Static discovery -> assign(discovery.endpoints());
            case Discovery.Eds eds -> known.ifPresent(this::assign);
            case Discovery.Dns discovery -> dns().start();
        }
    }

    private static void forgetOutlier(Endpoint endpoint) {
        endpoint.ejected(false);
        endpoint.outlier().disable();
    }

    private DnsDiscovery dns() {
        if (dns == null) {
            throw new IllegalStateException("not a DNS cluster");
        }
        return dns;
    }

    /** The endpoints are these now: addresses, no names. */
    void assign(EndpointAssignment next) {
        if (initialized && next.equals(assignment)) {
            cluster.stats().increment(ClusterStats.Counter.UPDATE_NO_REBUILD);
            return;
        }
        Map<Address, Endpoint> kept = new LinkedHashMap<>();
        for (LocalityEndpoints locality : next.localities()) {
            for (EndpointConfig endpoint : locality.endpoints()) {
                kept.computeIfAbsent(endpoint.address(), address -> keepOrMake(endpoint, locality));
            }
        }
        boolean membersChanged = !kept.keySet().equals(endpoints.keySet());
        endpoints.forEach((address, endpoint) -> {
            if (kept.get(address) != endpoint) {
                endpoint.remove();
            }
        });
        endpoints.clear();
        endpoints.putAll(kept);
        assignment = next;
        initialized = true;
        if (outlier != null) {
            outlier.hostsChanged(endpoints.values());
        }
        if (membersChanged) {
            cluster.stats().increment(ClusterStats.Counter.MEMBERSHIP_CHANGE);
        }
        publish();
    }

    private Endpoint keepOrMake(EndpointConfig endpoint, LocalityEndpoints locality) {
        Endpoint known = endpoints.get(endpoint.address());
        if (known == null) {
            return new Endpoint(endpoint.address(), endpoint, locality.locality());
        }
        known.update(endpoint, locality.locality());
        return known;
    }

    private void healthChanged() {
        publish();
    }

    private void publish() {
        TreeMap<Integer, List<HostSet.LocalityHosts>> byPriority = new TreeMap<>();
        Map<Address, Endpoint> left = new LinkedHashMap<>(endpoints);
        for (LocalityEndpoints locality : assignment.localities()) {
            List<Endpoint> hosts = new ArrayList<>();
            for (EndpointConfig endpoint : locality.endpoints()) {
                // An address that is listed twice is one endpoint, where it is listed first.
                Endpoint host = left.remove(endpoint.address());
                if (host != null) {
                    hosts.add(host);
                }
            }
            byPriority
                    .computeIfAbsent(locality.priority(), priority -> new ArrayList<>())
                    .add(new HostSet.LocalityHosts(locality.locality(), locality.weight(), HostSet.HostList.of(hosts)));
        }
        List<HostSet.PriorityHosts> priorities =
                byPriority.values().stream().map(HostSet.PriorityHosts::of).toList();
        cluster.publish(HostSet.of(
                config.loadBalancing(),
                priorities,
                assignment.overprovisioningFactor(),
                assignment.weightedPriorityHealth(),
                // Proxies that start together do not begin with the same endpoint.
                random.nextInt(1 << 16)));
    }

    /** Another configuration has taken over; endpoints that were not carried over are gone. */
    void replaced(ClusterRuntime next) {
        stop();
        endpoints.forEach((address, endpoint) -> {
            if (next.endpoints.get(address) != endpoint) {
                endpoint.remove();
            }
        });
    }

    /** The cluster is gone, and its endpoints with it. */
    void close() {
        stop();
        endpoints.values().forEach(Endpoint::remove);
    }

    private void stop() {
        if (outlier != null) {
            outlier.close();
        }
        if (dns != null) {
            dns.close();
        }
    }
}
