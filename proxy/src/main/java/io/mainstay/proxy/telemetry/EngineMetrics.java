// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.proxy.runtime.Counters;
import io.mainstay.proxy.telemetry.PrometheusText.Label;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Envoy's dotted counter names as Envoy shows them to Prometheus: what varies in a name becomes a label, so that
 * {@code cluster.ratings.upstream_rq_2xx} is {@code envoy_cluster_upstream_rq_xx} of that cluster and class 2.
 */
public final class EngineMetrics {
    /** What the names of counters begin with that Envoy does not have. */
    private static final String OURS = "mainstay";

    private static final Pattern CLASS = Pattern.compile("(.*_rq)_([1-5])xx");
    private static final Pattern CODE = Pattern.compile("(.*_rq)_([1-5][0-9][0-9])");
    private static final Set<String> PLAIN =
            Set.of("server", "runtime", "control_plane", "listener_manager", "cluster_manager");

    private EngineMetrics() {}

    /**
     * A name taken apart.
     *
     * @param family Prometheus name
     * @param labels without braces
     */
    record Series(String family, String labels) {}

    static void write(List<Counters.Sample> samples, PrometheusText text) {
        Map<String, List<Counters.Sample>> families = new LinkedHashMap<>();
        for (Counters.Sample sample : samples) {
            families.computeIfAbsent(series(sample.name()).family(), key -> new ArrayList<>())
                    .add(sample);
        }
        families.forEach((family, members) -> {
            text.family(
                    family,
                    isGauge(members.getFirst().name()) ? "gauge" : "counter",
                    (family.startsWith(OURS) ? "Not Envoy's: " : "Envoy's ") + family.substring(family.indexOf('_') + 1)
                            + ".");
            for (Counters.Sample sample : members) {
                text.sample(family, series(sample.name()).labels(), sample.value());
            }
        });
    }

    /** Levels, as opposed to what only grows. */
    static boolean isGauge(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        return last.endsWith("_active")
                || last.endsWith("_open")
                || last.endsWith("_depth")
                || last.endsWith("_warming")
                || last.endsWith("_draining")
                || (last.startsWith("membership_") && !last.equals("membership_change"))
                || last.startsWith("remaining_")
                || Set.of(
                                "uptime",
                                "live",
                                "state",
                                "concurrency",
                                "hot_restart_generation",
                                "connected_state",
                                "version",
                                "days_until_first_cert_expiring")
                        .contains(last);
    }

    /** The cluster a counter belongs to; empty for counters of anything else. */
    public static String clusterOf(String name) {
        if (!name.startsWith("cluster.")) {
            return "";
        }
        String rest = name.substring("cluster.".length());
        int end = endOfVariable("cluster", rest);
        return end < 0 ? "" : rest.substring(0, end);
    }

    static Series series(String name) {
        int dot = name.indexOf('.');
        int last = name.lastIndexOf('.');
        if (dot < 0) {
            return new Series("envoy_" + clean(name), "");
        }
        String prefix = name.substring(0, dot);
        List<Label> labels = new ArrayList<>();
        String rest = name.substring(dot + 1);
        if (prefix.equals(OURS)) {
            return new Series(OURS + "_" + clean(rest), "");
        }
        if (!PLAIN.contains(prefix) && last > dot) {
            String label =
                    switch (prefix) {
                        case "cluster" -> "envoy_cluster_name";
                        case "http" -> "envoy_http_conn_manager_prefix";
                        case "listener" -> "envoy_listener_address";
                        case "tcp" -> "envoy_tcp_prefix";
                        default -> "name";
                    };
            int end = endOfVariable(prefix, rest);
            labels.add(new Label(label, rest.substring(0, end)));
            rest = rest.substring(end + 1);
        }
        Matcher codes = CLASS.matcher(rest);
        if (codes.matches()) {
            rest = codes.group(1) + "_xx";
            labels.add(new Label("envoy_response_code_class", codes.group(2)));
        } else {
            codes = CODE.matcher(rest);
            if (codes.matches()) {
                rest = codes.group(1);
                labels.add(new Label("envoy_response_code", codes.group(2)));
            }
        }
        return new Series("envoy_" + clean(prefix) + "_" + clean(rest), PrometheusText.labels(labels));
    }

    /** Cluster names and addresses have dots of their own; what follows them are known groups, or the counter itself. */
    private static int endOfVariable(String prefix, String rest) {
        if (prefix.equals("cluster")) {
            for (String group : List.of(".outlier_detection.", ".circuit_breakers.", ".ssl.", ".http1.", ".http2.")) {
                int at = rest.indexOf(group);
                if (at > 0) {
                    return at;
                }
            }
        }
        return rest.lastIndexOf('.');
    }

    private static String clean(String name) {
        return name.replaceAll("[^a-zA-Z0-9_]", "_");
    }
}
