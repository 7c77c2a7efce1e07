// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.node;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The control plane's answer.
 *
 * @param spiffeId identity to ask a certificate for
 * @param outbound services it can call
 * @param lease    renew within this time
 */
public record Registration(String spiffeId, List<Outbound> outbound, Duration lease) {
    public Registration {
        Objects.requireNonNull(spiffeId);
        outbound = List.copyOf(outbound);
        Objects.requireNonNull(lease);
    }

    /**
     * A service and where it is found.
     *
     * @param servicePort the service's own number for it
     * @param portName    possibly empty
     * @param virtualPort on the workload's outbound address
     */
    public record Outbound(String namespace, String service, int servicePort, String portName, int virtualPort) {
        public Outbound {
            Objects.requireNonNull(namespace);
            Objects.requireNonNull(service);
            Objects.requireNonNull(portName);
        }
    }
}
