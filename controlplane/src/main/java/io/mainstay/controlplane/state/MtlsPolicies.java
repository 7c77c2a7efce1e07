// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.state;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Who accepts plaintext: the narrowest policy decides.
 *
 * @param mesh       for everything else
 * @param namespaces by namespace
 * @param workloads  by labels, in order of precedence
 */
public record MtlsPolicies(MtlsMode mesh, Map<String, MtlsMode> namespaces, List<Selected> workloads) {
    public MtlsPolicies {
        Objects.requireNonNull(mesh);
        namespaces = Collections.unmodifiableMap(new LinkedHashMap<>(namespaces));
        workloads = List.copyOf(workloads);
    }

    /** A policy for workloads that carry all of these labels. */
    public record Selected(String namespace, Map<String, String> labels, MtlsMode mode) {
        public Selected {
            Objects.requireNonNull(namespace);
            Objects.requireNonNull(mode);
            labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        }
    }

    public MtlsMode modeOf(MeshWorkload workload) {
        String namespace = workload.name().namespace();
        for (Selected selected : workloads) {
            if (selected.namespace().equals(namespace)
                    && workload.labels()
                            .entrySet()
                            .containsAll(selected.labels().entrySet())) {
                return selected.mode();
            }
        }
        return namespaces.getOrDefault(namespace, mesh);
    }
}
