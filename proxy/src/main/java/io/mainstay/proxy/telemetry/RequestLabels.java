// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.engine.ResponseFlag;
import io.mainstay.proxy.telemetry.PrometheusText.Label;
import java.util.ArrayList;
import java.util.List;

/** Istio's labels for a series, made when it is shown. What is not known is {@code unknown}, as dashboards expect. */
final class RequestLabels {
    private static final String UNKNOWN = "unknown";

    private RequestLabels() {}

    /** The labels of a request series, without braces. */
    static String of(RequestCell.Key key) {
        List<Label> labels = edge(key.scope(), key.peer(), key.cluster(), key.upstreamPrincipal());
        boolean grpc = key.grpcStatus() != RequestCell.NOT_GRPC;
        labels.add(new Label("request_protocol", grpc ? "grpc" : "http"));
        labels.add(new Label("response_code", Integer.toString(key.status())));
        labels.add(new Label("grpc_response_status", key.grpcStatus() >= 0 ? Integer.toString(key.grpcStatus()) : ""));
        labels.add(new Label("response_flags", ResponseFlag.format(key.flags())));
        return PrometheusText.labels(labels);
    }

    /** The labels that name an edge of the service graph; to be continued. */
    static List<Label> edge(Scope scope, String peer, String cluster, String upstreamPrincipal) {
        boolean inbound = scope.inbound();
        WorkloadLabels local = scope.local();
        WorkloadLabels source = inbound ? WorkloadLabels.ofPrincipal(peer) : local;
        WorkloadLabels target = inbound ? local : WorkloadLabels.ofPrincipal(upstreamPrincipal);
        Service service = inbound ? Service.ofWorkload(local) : Service.ofCluster(cluster);
        List<Label> labels = new ArrayList<>(24);
        labels.add(new Label("reporter", inbound ? "destination" : "source"));
        workload("source", source, labels);
        workload("destination", target, labels);
        add("destination_service", service.host(), labels);
        add("destination_service_name", service.name(), labels);
        add("destination_service_namespace", service.namespace(), labels);
        boolean mutual = !(inbound ? peer : upstreamPrincipal).isEmpty();
        labels.add(new Label("connection_security_policy", mutual ? "mutual_tls" : "none"));
        return labels;
    }

    private static void workload(String side, WorkloadLabels workload, List<Label> labels) {
        add(side + "_workload", workload.workload(), labels);
        add(side + "_workload_namespace", workload.namespace(), labels);
        add(side + "_principal", workload.principal(), labels);
        add(side + "_app", workload.service().isEmpty() ? workload.workload() : workload.service(), labels);
        add(side + "_version", workload.version(), labels);
        add(
                side + "_canonical_service",
                workload.service().isEmpty() ? workload.workload() : workload.service(),
                labels);
        add(side + "_canonical_revision", workload.version().isEmpty() ? "latest" : workload.version(), labels);
    }

    private static void add(String name, String value, List<Label> labels) {
        labels.add(new Label(name, value.isEmpty() ? UNKNOWN : value));
    }

    /**
     * A service as Istio names it.
     *
     * @param host full name
     * @param name without namespace
     */
    private record Service(String host, String name, String namespace) {
        private static final Service NONE = new Service("", "", "");
        private static final String SUFFIX = ".svc.cluster.local";

        static Service ofWorkload(WorkloadLabels local) {
            if (local.service().isEmpty()) {
                return NONE;
            }
            return new Service(local.service() + "." + local.namespace() + SUFFIX, local.service(), local.namespace());
        }

        /** From a cluster's name, {@code outbound|PORT|SUBSET|HOST}; any other name is taken for a service's. */
        static Service ofCluster(String cluster) {
            String host = cluster.substring(cluster.lastIndexOf('|') + 1);
            if (!host.endsWith(SUFFIX)) {
                return new Service(host, host, "");
            }
            String[] parts = host.substring(0, host.length() - SUFFIX.length()).split("\\.", 2);
            return new Service(host, parts[0], parts.length > 1 ? parts[1] : "");
        }
    }
}
