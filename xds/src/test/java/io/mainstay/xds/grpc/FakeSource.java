// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.grpc;

import io.mainstay.xds.XdsSnapshot;
import io.mainstay.xds.server.NodeDescription;
import io.mainstay.xds.server.NodeIdentity;
import io.mainstay.xds.server.SnapshotSource;
import java.util.ArrayList;
import java.util.List;

/** The same snapshot for everybody, set by the test. */
final class FakeSource implements SnapshotSource {
    final List<Listener> listeners = new ArrayList<>();
    final List<NodeDescription> nodes = new ArrayList<>();
    private XdsSnapshot snapshot = XdsSnapshot.EMPTY;
    private String refusal = "";

    void set(XdsSnapshot next) {
        snapshot = next;
        List.copyOf(listeners).forEach(listener -> listener.changed(next));
    }

    void refuseEverybody(String reason) {
        refusal = reason;
    }

    @Override
    public Subscription subscribe(NodeIdentity identity, NodeDescription node, Listener listener) {
        nodes.add(node);
        if (!refusal.isEmpty()) {
            listener.refused(refusal);
            return () -> {};
        }
        listeners.add(listener);
        listener.changed(snapshot);
        return () -> listeners.remove(listener);
    }
}
