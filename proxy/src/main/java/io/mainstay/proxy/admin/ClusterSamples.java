// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.admin;

import io.mainstay.engine.core.RoutingPriority;
import io.mainstay.engine.endpoint.HostHealth;
import io.mainstay.proxy.cluster.CircuitBreaker;
import io.mainstay.proxy.cluster.Cluster;
import io.mainstay.proxy.cluster.ClusterStats;
import io.mainstay.proxy.cluster.Endpoint;
import io.mainstay.proxy.cluster.EndpointStats;
import io.mainstay.proxy.runtime.Counters.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What clusters count themselves, under Envoy's names. */
final class ClusterSamples {
    private ClusterSamples() {}

    static List<Sample> of(List<Cluster> clusters) {
        List<Sample> samples = new ArrayList<>(clusters.size() * 24);
        for (Cluster cluster : clusters) {
            String prefix = "cluster." + cluster.name() + ".";
            for (ClusterStats.Counter counter : ClusterStats.Counter.values()) {
                String name = counter.name().toLowerCase(Locale.ROOT);
                samples.add(new Sample(prefix + name, cluster.stats().get(counter)));
            }
            membership(cluster, prefix, samples);
            connections(cluster, prefix, samples);
            breaker(cluster.breaker(RoutingPriority.DEFAULT), prefix, "default", samples);
            breaker(cluster.breaker(RoutingPriority.HIGH), prefix, "high", samples);
            cluster.outlierStats().ifPresent(outlier -> {
                String group = prefix + "outlier_detection.";
                samples.add(new Sample(group + "ejections_active", outlier.ejectionsActive()));
                samples.add(new Sample(group + "ejections_overflow", outlier.ejectionsOverflow()));
                samples.add(new Sample(group + "ejections_enforced_total", outlier.ejectionsEnforced()));
            });
        }
        return samples;
    }

    private static void membership(Cluster cluster, String prefix, List<Sample> samples) {
        List<Endpoint> endpoints = cluster.hosts().endpoints();
        samples.add(new Sample(prefix + "membership_total", endpoints.size()));
        samples.add(new Sample(prefix + "membership_healthy", count(endpoints, HostHealth.HEALTHY)));
        samples.add(new Sample(prefix + "membership_degraded", count(endpoints, HostHealth.DEGRADED)));
    }

    /** Of the endpoints there are: the totals fall when one leaves, which a reader of counters takes for a restart. */
    private static void connections(Cluster cluster, String prefix, List<Sample> samples) {
        List<Endpoint> endpoints = cluster.hosts().endpoints();
        for (EndpointStats.Counter counter : List.of(
                EndpointStats.Counter.CX_TOTAL,
                EndpointStats.Counter.CX_ACTIVE,
                EndpointStats.Counter.CX_CONNECT_FAIL,
                EndpointStats.Counter.RQ_ACTIVE)) {
            long sum = endpoints.stream()
                    .mapToLong(endpoint -> endpoint.stats().get(counter))
                    .sum();
            samples.add(new Sample(prefix + "upstream_" + counter.name().toLowerCase(Locale.ROOT), sum));
        }
    }

    private static long count(List<Endpoint> endpoints, HostHealth health) {
        return endpoints.stream()
                .filter(endpoint -> endpoint.health() == health)
                .count();
    }

    private static void breaker(CircuitBreaker breaker, String prefix, String priority, List<Sample> samples) {
        String group = prefix + "circuit_breakers." + priority + ".";
        for (CircuitBreaker.Resource resource : CircuitBreaker.Resource.values()) {
            String name =
                    switch (resource) {
                        case CONNECTIONS -> "cx";
                        case PENDING -> "rq_pending";
                        case REQUESTS -> "rq";
                        case RETRIES -> "rq_retry";
                    };
            boolean open = breaker.active(resource) >= breaker.limit(resource);
            samples.add(new Sample(group + name + "_open", open ? 1 : 0));
        }
        if (priority.equals("default")) {
            samples.add(new Sample(
                    prefix + "upstream_cx_overflow", breaker.overflows(CircuitBreaker.Resource.CONNECTIONS)));
            samples.add(new Sample(
                    prefix + "upstream_rq_pending_overflow", breaker.overflows(CircuitBreaker.Resource.PENDING)));
            samples.add(new Sample(
                    prefix + "upstream_rq_retry_overflow", breaker.overflows(CircuitBreaker.Resource.RETRIES)));
        }
    }
}
