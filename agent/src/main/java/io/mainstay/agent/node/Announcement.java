// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.node;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a host says about one of its workloads.
 *
 * @param service            it backs; empty for one that only calls others
 * @param inboundPort        where the host's proxy accepts connections for it; 0: nowhere
 * @param applicationAddress where the application listens
 * @param applicationPort    0: it serves nothing
 * @param outboundAddress    where it finds the services it calls
 */
public record Announcement(
        WorkloadId id,
        String service,
        String serviceAccount,
        String version,
        Map<String, String> labels,
        int inboundPort,
        String applicationAddress,
        int applicationPort,
        String outboundAddress) {
    public Announcement {
        Objects.requireNonNull(id);
        Objects.requireNonNull(service);
        Objects.requireNonNull(serviceAccount);
        Objects.requireNonNull(version);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        Objects.requireNonNull(applicationAddress);
        Objects.requireNonNull(outboundAddress);
    }

    /** The same workload while nobody may call it: it has an identity and calls others. */
    Announcement asCaller() {
        return new Announcement(id, "", serviceAccount, version, labels, 0, applicationAddress, 0, outboundAddress);
    }

    /** The same with the address where the application was found to listen. */
    Announcement listeningAt(String address) {
        return new Announcement(
                id, service, serviceAccount, version, labels, inboundPort, address, applicationPort, outboundAddress);
    }
}
