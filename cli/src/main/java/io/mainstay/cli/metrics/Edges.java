// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Adds the pages of many proxies up to edges. Only what the called side reports counts, so that nothing counts twice. */
public final class Edges {
    private static final String REQUESTS = "istio_requests_total";
    private static final String DURATIONS = "istio_request_duration_milliseconds_bucket";
    private static final int FIRST_SERVER_ERROR = 500;

    private final Map<Name, Sums> edges = new TreeMap<>();

    private record Name(String from, String to, String protocol) implements Comparable<Name> {
        @Override
        public int compareTo(Name other) {
            return (from + "|" + to + "|" + protocol).compareTo(other.from + "|" + other.to + "|" + other.protocol);
        }
    }

    private record Series(String name, Map<String, String> labels) {
        Series {
            labels = Map.copyOf(labels);
        }
    }

    private static final class Sums {
        double requests;
        double successful;
        double mutualTls;
        final NavigableMap<Double, Double> buckets = new TreeMap<>();
    }

    private Edges() {}

    /** The edges in the pages of proxies, by name. */
    public static List<Edge> of(List<List<MetricSample>> pages) {
        return since(List.of(), pages);
    }

    private List<Edge> edges() {
        List<Edge> all = new ArrayList<>();
        edges.forEach((name, sum) -> all.add(new Edge(
                name.from(),
                name.to(),
                name.protocol(),
                Math.round(sum.requests),
                Math.round(sum.successful),
                Math.round(sum.mutualTls),
                quantile(sum.buckets, 0.50),
                quantile(sum.buckets, 0.99))));
        return all;
    }

    /**
     * The edges in the pages of proxies, less what was counted before.
     *
     * @param before pages of the same proxies at an earlier moment, in the same order or fewer
     */
    public static List<Edge> since(List<List<MetricSample>> before, List<List<MetricSample>> pages) {
        Edges sums = new Edges();
        for (int i = 0; i < pages.size(); i++) {
            sums.add(i < before.size() ? before.get(i) : List.of(), pages.get(i));
        }
        return sums.edges();
    }

    /** What a proxy has counted between two pages; one that was started again in between has counted from nothing. */
    private void add(List<MetricSample> before, List<MetricSample> page) {
        Map<Series, Double> then = new HashMap<>();
        before.stream().filter(Edges::relevant).forEach(sample -> then.put(series(sample), sample.value()));
        List<MetricSample> now = page.stream().filter(Edges::relevant).toList();
        boolean restarted = now.stream().anyMatch(sample -> sample.value() < then.getOrDefault(series(sample), 0.0));
        if (restarted) {
            then.clear();
        }
        now.forEach(sample -> add(sample, sample.value() - then.getOrDefault(series(sample), 0.0)));
    }

    private static Series series(MetricSample sample) {
        return new Series(sample.name(), sample.labels());
    }

    /** Share of requests over mTLS; 0 when there were none. */
    public static double mutualTlsShare(List<Edge> edges) {
        long requests = edges.stream().mapToLong(Edge::requests).sum();
        return requests == 0
                ? 0
                : (double) edges.stream().mapToLong(Edge::mutualTls).sum() / requests;
    }

    private static boolean relevant(MetricSample sample) {
        return (sample.name().equals(REQUESTS) || sample.name().equals(DURATIONS))
                && sample.label("reporter").equals("destination");
    }

    private void add(MetricSample sample, double increase) {
        Name name = new Name(source(sample), target(sample), sample.label("request_protocol"));
        Sums sums = edges.computeIfAbsent(name, _ -> new Sums());
        if (sample.name().equals(REQUESTS)) {
            sums.requests += increase;
            sums.successful += successful(sample) ? increase : 0;
            sums.mutualTls += sample.label("connection_security_policy").equals("mutual_tls") ? increase : 0;
        } else {
            String bound = sample.label("le");
            double limit = bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
            sums.buckets.merge(limit, increase, Double::sum);
        }
    }

    /** A gateway's identity is its host's, so its host names it. */
    private static String source(MetricSample sample) {
        String principal = sample.label("source_principal");
        int node = principal.indexOf("/node/");
        return node >= 0 ? principal.substring(node + 6) : sample.label("source_workload");
    }

    private static String target(MetricSample sample) {
        String service = sample.label("destination_service_name");
        return service.isEmpty() || service.equals("unknown") ? sample.label("destination_workload") : service;
    }

    private static boolean successful(MetricSample sample) {
        String grpc = sample.label("grpc_response_status");
        if (sample.label("request_protocol").equals("grpc") && !grpc.isEmpty()) {
            return grpc.equals("0");
        }
        String code = sample.label("response_code");
        try {
            int number = Integer.parseInt(code);
            return number > 0 && number < FIRST_SERVER_ERROR;
        } catch (NumberFormatException _) {
            return false;
        }
    }

    /** As Prometheus' histogram_quantile does it: linear within a bucket. */
    static double quantile(NavigableMap<Double, Double> buckets, double quantile) {
        double total = buckets.isEmpty() ? 0 : buckets.lastEntry().getValue();
        double rank = total * quantile;
        double lower = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : buckets.entrySet()) {
            if (bucket.getValue() >= rank && bucket.getValue() > below) {
                if (bucket.getKey().isInfinite()) {
                    return lower;
                }
                return lower + (bucket.getKey() - lower) * (rank - below) / (bucket.getValue() - below);
            }
            lower = bucket.getKey();
            below = bucket.getValue();
        }
        return lower == Double.POSITIVE_INFINITY ? 0 : lower;
    }
}
