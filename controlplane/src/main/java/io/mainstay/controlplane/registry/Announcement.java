// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.registry;

import io.mainstay.controlplane.state.WorkloadName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a host says of a workload it runs.
 *
 * @param service            the service it backs, in its namespace; empty for a mere caller
 * @param inboundPort        where the host's proxy accepts connections for it; 0: it serves nothing
 * @param applicationAddress where the application listens
 * @param outboundAddress    where it finds the services it calls; empty: it calls none
 */
public record Announcement(
        WorkloadName name,
        String service,
        String serviceAccount,
        String version,
        Map<String, String> labels,
        String inboundAddress,
        int inboundPort,
        String applicationAddress,
        int applicationPort,
        String outboundAddress,
        String region,
        String zone,
        String network) {
    public Announcement {
        Objects.requireNonNull(name);
        Objects.requireNonNull(service);
        Objects.requireNonNull(serviceAccount);
        Objects.requireNonNull(version);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        Objects.requireNonNull(inboundAddress);
        Objects.requireNonNull(applicationAddress);
        Objects.requireNonNull(outboundAddress);
        Objects.requireNonNull(region);
        Objects.requireNonNull(zone);
        Objects.requireNonNull(network);
    }
}
