// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind.service;

import io.mainstay.controlplane.state.ServicePort;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a Service says. */
public record ServiceSpec(Map<String, String> selector, List<ServicePort> ports) {
    public ServiceSpec {
        selector = Collections.unmodifiableMap(new LinkedHashMap<>(selector));
        ports = List.copyOf(ports);
    }
}
