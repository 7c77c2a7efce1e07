// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.admin;

import io.mainstay.engine.core.RoutingPriority;
import io.mainstay.engine.endpoint.HostHealth;
import io.mainstay.proxy.cluster.CircuitBreaker;
import io.mainstay.proxy.cluster.Cluster;
import io.mainstay.proxy.cluster.Endpoint;
import io.mainstay.proxy.cluster.EndpointStats;
import io.mainstay.proxy.cluster.HostSet;
import io.mainstay.proxy.telemetry.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code /clusters}, as Envoy writes it. */
final class ClusterPage {
    private ClusterPage() {}

    static String text(List<Cluster> clusters) {
        var text = new StringBuilder();
        for (Cluster cluster : clusters) {
            String name = cluster.name();
            text.append(name).append("::observability_name::").append(name).append('\n');
            limits(cluster, RoutingPriority.DEFAULT, "default_priority", text);
            limits(cluster, RoutingPriority.HIGH, "high_priority", text);
            int priority = 0;
            for (HostSet.PriorityHosts hosts : cluster.hosts().priorities()) {
                for (Endpoint endpoint : hosts.hosts().all()) {
                    endpoint(name, endpoint, priority, text);
                }
                priority++;
            }
        }
        return text.toString();
    }

    private static void limits(Cluster cluster, RoutingPriority priority, String title, StringBuilder text) {
        CircuitBreaker breaker = cluster.breaker(priority);
        for (CircuitBreaker.Resource resource : CircuitBreaker.Resource.values()) {
            text.append(cluster.name()).append("::").append(title).append("::").append(limitName(resource));
            text.append("::").append(breaker.limit(resource)).append('\n');
        }
    }

    private static String limitName(CircuitBreaker.Resource resource) {
        return switch (resource) {
            case CONNECTIONS -> "max_connections";
            case PENDING -> "max_pending_requests";
            case REQUESTS -> "max_requests";
            case RETRIES -> "max_retries";
        };
    }

    private static void endpoint(String cluster, Endpoint endpoint, int priority, StringBuilder text) {
        String prefix = cluster + "::" + endpoint.address() + "::";
        for (EndpointStats.Counter counter : EndpointStats.Counter.values()) {
            line(
                    prefix,
                    counter.name().toLowerCase(Locale.ROOT),
                    Long.toString(endpoint.stats().get(counter)),
                    text);
        }
        line(prefix, "hostname", endpoint.hostname(), text);
        line(prefix, "health_flags", healthFlags(endpoint), text);
        line(prefix, "weight", Integer.toString(endpoint.weight()), text);
        line(prefix, "region", endpoint.locality().region(), text);
        line(prefix, "zone", endpoint.locality().zone(), text);
        line(prefix, "sub_zone", endpoint.locality().subZone(), text);
        line(prefix, "canary", "false", text);
        line(prefix, "priority", Integer.toString(priority), text);
    }

    private static void line(String prefix, String name, String value, StringBuilder text) {
        text.append(prefix).append(name).append("::").append(value).append('\n');
    }

    private static String healthFlags(Endpoint endpoint) {
        List<String> flags = new ArrayList<>();
        if (endpoint.ejected()) {
            flags.add("/failed_outlier_check");
        } else if (endpoint.health() == HostHealth.UNHEALTHY) {
            flags.add("/failed_eds_health");
        } else if (endpoint.health() == HostHealth.DEGRADED) {
            flags.add("/degraded_eds_health");
        }
        return flags.isEmpty() ? "healthy" : String.join("", flags);
    }

    static String json(List<Cluster> clusters) {
        List<String> entries = new ArrayList<>();
        for (Cluster cluster : clusters) {
            List<String> hosts = new ArrayList<>();
            int priority = 0;
            for (HostSet.PriorityHosts level : cluster.hosts().priorities()) {
                for (Endpoint endpoint : level.hosts().all()) {
                    hosts.add(json(endpoint, priority));
                }
                priority++;
            }
            entries.add("  {\"name\": " + JsonText.quoted(cluster.name()) + ", \"observability_name\": "
                    + JsonText.quoted(cluster.name()) + ", \"host_statuses\": [\n" + String.join(",\n", hosts)
                    + "\n  ]}");
        }
        return "{\n \"cluster_statuses\": [\n" + String.join(",\n", entries) + "\n ]\n}\n";
    }

    private static String json(Endpoint endpoint, int priority) {
        List<String> stats = new ArrayList<>();
        for (EndpointStats.Counter counter : EndpointStats.Counter.values()) {
            String name = counter.name().toLowerCase(Locale.ROOT);
            String gauge = name.endsWith("_active") ? ", \"type\": \"GAUGE\"" : "";
            stats.add("{\"name\": \"" + name + "\", \"value\": \""
                    + endpoint.stats().get(counter) + "\"" + gauge + "}");
        }
        String eds =
                switch (endpoint.health()) {
                    case HEALTHY -> "HEALTHY";
                    case DEGRADED -> "DEGRADED";
                    case UNHEALTHY -> "UNHEALTHY";
                };
        String health = endpoint.ejected()
                ? "{\"failed_outlier_check\": true, \"eds_health_status\": \"HEALTHY\"}"
                : "{\"eds_health_status\": \"" + eds + "\"}";
        return "   {\"address\": " + ListenerPage.json(endpoint.address())
                + ", \"stats\": [" + String.join(", ", stats) + "], \"health_status\": " + health
                + ", \"weight\": " + endpoint.weight()
                + (priority == 0 ? "" : ", \"priority\": " + priority)
                + ", \"hostname\": " + JsonText.quoted(endpoint.hostname())
                + ", \"locality\": {\"region\": "
                + JsonText.quoted(endpoint.locality().region())
                + ", \"zone\": " + JsonText.quoted(endpoint.locality().zone())
                + ", \"sub_zone\": " + JsonText.quoted(endpoint.locality().subZone()) + "}}";
    }
}
