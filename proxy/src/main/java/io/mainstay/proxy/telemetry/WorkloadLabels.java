// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import io.mainstay.engine.core.Metadata;
import java.util.Objects;

/**
 * Who the workload behind a listener is, as the listener's metadata ({@code filter_metadata["mainstay.io/workload"]}) has it.
 *
 * @param namespace empty when unknown, as all others
 * @param workload  name of the workload
 * @param service   name of the service it belongs to, without its namespace
 * @param version   of the application
 * @param principal its SPIFFE id
 */
public record WorkloadLabels(String namespace, String workload, String service, String version, String principal) {
    /** Nothing is known. */
    public static final WorkloadLabels UNKNOWN = new WorkloadLabels("", "", "", "", "");

    private static final String WORKLOAD = "mainstay.io/workload";
    private static final String IDENTITY = "mainstay.io/identity";

    public WorkloadLabels {
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(workload);
        Objects.requireNonNull(service);
        Objects.requireNonNull(version);
        Objects.requireNonNull(principal);
    }

    /** Reads a listener's metadata; what is absent stays empty. */
    public static WorkloadLabels of(Metadata metadata) {
        return new WorkloadLabels(
                metadata.text(WORKLOAD, "namespace").orElse(""),
                metadata.text(WORKLOAD, "workload").orElse(""),
                metadata.text(WORKLOAD, "service").orElse(""),
                metadata.text(WORKLOAD, "version").orElse(""),
                metadata.text(IDENTITY, "principal")
                        .or(() -> metadata.text(IDENTITY, "id"))
                        .orElse(""));
    }

    /** The little a SPIFFE id tells: {@code spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT}; the account stands in for the workload. */
    static WorkloadLabels ofPrincipal(String principal) {
        int ns = principal.indexOf("/ns/");
        int sa = principal.indexOf("/sa/", ns + 4);
        if (ns < 0 || sa < 0) {
            return new WorkloadLabels("", "", "", "", principal);
        }
        return new WorkloadLabels(principal.substring(ns + 4, sa), principal.substring(sa + 4), "", "", principal);
    }
}
