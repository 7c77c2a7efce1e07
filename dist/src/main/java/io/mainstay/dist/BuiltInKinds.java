// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist;

import io.mainstay.controlplane.kind.KindCatalog;
import io.mainstay.controlplane.kind.gateway.GatewayKind;
import io.mainstay.controlplane.kind.httproute.HttpRouteKind;
import io.mainstay.controlplane.kind.peerauthentication.PeerAuthenticationKind;
import io.mainstay.controlplane.kind.service.ServiceKind;
import io.mainstay.controlplane.kind.trafficsplit.TrafficSplitKind;
import io.mainstay.controlplane.kind.virtualservice.VirtualServiceKind;
import io.mainstay.controlplane.kind.workloadentry.WorkloadEntryKind;
import java.util.List;

/** Every kind of resource, in the order in which they are merged: what others refer to comes first. */
public final class BuiltInKinds {
    private BuiltInKinds() {}

    public static KindCatalog catalog() {
        return new KindCatalog(List.of(
                new ServiceKind(),
                new WorkloadEntryKind(),
                new GatewayKind(),
                new PeerAuthenticationKind(),
                new HttpRouteKind(),
                new TrafficSplitKind(),
                new VirtualServiceKind()));
    }
}
