// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.state;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A name that workloads answer for.
 *
 * @param selector labels its workloads carry; empty when workloads name the service themselves
 */
public record MeshService(ServiceName name, Map<String, String> selector, List<ServicePort> ports) {
    public MeshService {
        Objects.requireNonNull(name);
        selector = Collections.unmodifiableMap(new LinkedHashMap<>(selector));
        ports = List.copyOf(ports);
    }

    public Optional<ServicePort> port(int number) {
        return ports.stream().filter(port -> port.port() == number).findFirst();
    }
}
