// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.mainstay.controlplane.state.HttpAction;
import io.mainstay.controlplane.state.HttpRule;
import io.mainstay.controlplane.state.MeshGateway;
import io.mainstay.controlplane.state.MeshSnapshot;
import io.mainstay.controlplane.state.ServicePortName;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What can be reached: the services of a workload's own namespace, and what the routes of those refer to. */
final class NodeScope {
    private final MeshSnapshot mesh;
    private final SortedSet<ServicePortName> called = new TreeSet<>();
    private final SortedSet<ServicePortName> clusters = new TreeSet<>();

    NodeScope(MeshSnapshot mesh) {
        this.mesh = mesh;
    }

    void calls(Collection<ServicePortName> ports) {
        for (ServicePortName port : ports) {
            if (called.add(port)) {
                List<HttpRule> rules = mesh.rules(port);
                if (rules.isEmpty()) {
                    clusters.add(port);
                }
                rules.forEach(this::refers);
            }
        }
    }

    void serves(MeshGateway gateway) {
        gateway.listeners()
                .forEach(listener ->
                        listener.hosts().forEach(host -> host.rules().forEach(this::refers)));
    }

    private void refers(HttpRule rule) {
        if (rule.action() instanceof HttpAction.Forward forward) {
            forward.backends().stream()
                    .filter(backend -> backend.weight() > 0)
                    .forEach(backend -> clusters.add(new ServicePortName(backend.service(), backend.port())));
        }
    }

    /** Service ports that need a route table. */
    SortedSet<ServicePortName> called() {
        return called;
    }

    /** Service ports that need a cluster. */
    SortedSet<ServicePortName> clusters() {
        return clusters;
    }
}
