// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.mainstay.controlplane.state.ServicePort;
import io.mainstay.controlplane.state.ServicePortName;
import io.mainstay.xds.XdsResource;
import java.util.List;
import java.util.Objects;

/**
 * What the workloads of a namespace can call, seen from a place: alike for all of them.
 *
 * @param callable  service ports they call by name, in order
 * @param routes    a table for each of these that speaks HTTP
 * @param clusters  what those lead to
 * @param endpoints of the clusters
 */
record NamespaceView(
        List<Callable> callable, List<XdsResource> routes, List<XdsResource> clusters, List<XdsResource> endpoints) {
    NamespaceView {
        callable = List.copyOf(callable);
        routes = List.copyOf(routes);
        clusters = List.copyOf(clusters);
        endpoints = List.copyOf(endpoints);
    }

    /** A port of a service under its full name. */
    record Callable(ServicePortName target, ServicePort port) {
        Callable {
            Objects.requireNonNull(target);
            Objects.requireNonNull(port);
        }
    }
}
