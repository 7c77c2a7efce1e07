// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.mainstay.controlplane.state.ServicePortName;
import io.mainstay.model.Locality;
import java.util.List;
import java.util.Objects;

/**
 * Everything a cluster's endpoints may depend on.
 *
 * @param caller where the calling node is
 */
record EndpointsKey(ServicePortName target, List<Endpoint> endpoints, Locality caller) {
    EndpointsKey {
        Objects.requireNonNull(target);
        endpoints = List.copyOf(endpoints);
        Objects.requireNonNull(caller);
    }

    /** One of them. */
    record Endpoint(
            String address,
            int port,
            int weight,
            Locality locality,
            String network,
            String cluster,
            boolean healthy,
            WorkloadView workload) {
        Endpoint {
            Objects.requireNonNull(address);
            Objects.requireNonNull(locality);
            Objects.requireNonNull(network);
            Objects.requireNonNull(cluster);
            Objects.requireNonNull(workload);
        }
    }
}
