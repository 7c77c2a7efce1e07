// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.mainstay.controlplane.state.MeshWorkload;
import java.util.Objects;

/** What telemetry says of a workload. */
record WorkloadView(String namespace, String workload, String service, String version, String principal) {
    WorkloadView {
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(workload);
        Objects.requireNonNull(service);
        Objects.requireNonNull(version);
        Objects.requireNonNull(principal);
    }

    static WorkloadView of(MeshWorkload workload, String service, String trustDomain) {
        return new WorkloadView(
                workload.name().namespace(),
                workload.name().name(),
                service,
                workload.version(),
                workload.spiffeId(trustDomain));
    }
}
