// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.mainstay.controlplane.state.MeshService;
import io.mainstay.controlplane.state.MeshWorkload;
import io.mainstay.controlplane.state.MtlsMode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Everything a host's resources depend on: while it is the same, so are they, and nothing is translated. */
record HostInputs(List<Workload> workloads) {
    HostInputs {
        workloads = List.copyOf(workloads);
    }

    /**
     * One of the host's.
     *
     * @param service what it answers for
     * @param mode    in which it accepts connections
     * @param view    what it can call; empty when it calls nothing
     */
    record Workload(MeshWorkload workload, Optional<MeshService> service, MtlsMode mode, Optional<NamespaceView> view) {
        Workload {
            Objects.requireNonNull(workload);
            Objects.requireNonNull(service);
            Objects.requireNonNull(mode);
            Objects.requireNonNull(view);
        }

        MeshWorkload.Enrolment enrolment() {
            return workload.enrolment().orElseThrow();
        }
    }
}
