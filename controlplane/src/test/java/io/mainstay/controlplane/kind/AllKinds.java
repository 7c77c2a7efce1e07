// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind;

import io.mainstay.controlplane.kind.gateway.GatewayKind;
import io.mainstay.controlplane.kind.httproute.HttpRouteKind;
import io.mainstay.controlplane.kind.peerauthentication.PeerAuthenticationKind;
import io.mainstay.controlplane.kind.service.ServiceKind;
import io.mainstay.controlplane.kind.trafficsplit.TrafficSplitKind;
import io.mainstay.controlplane.kind.virtualservice.VirtualServiceKind;
import io.mainstay.controlplane.kind.workloadentry.WorkloadEntryKind;
import io.mainstay.controlplane.state.MeshDraft;
import io.mainstay.controlplane.state.MeshSnapshot;
import io.mainstay.controlplane.state.MtlsMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Every kind, and meshes made of text, for tests. */
public final class AllKinds {
    public static final KindCatalog CATALOG = new KindCatalog(List.of(
            new ServiceKind(),
            new WorkloadEntryKind(),
            new GatewayKind(),
            new PeerAuthenticationKind(),
            new HttpRouteKind(),
            new TrafficSplitKind(),
            new VirtualServiceKind()));

    private AllKinds() {}

    /** The mesh of these resources; the first is the oldest. */
    public static MeshSnapshot mesh(String... texts) {
        List<StoredResource> stored = new ArrayList<>();
        for (String text : texts) {
            CheckedText checked = CATALOG.check("default", text, "default");
            if (!checked.problems().isEmpty()) {
                throw new IllegalArgumentException(checked.problems().toString());
            }
            for (ResourceDocument document : checked.documents()) {
                long age = stored.size() + 1L;
                stored.add(new StoredResource(document.key(), document.json(), age, age));
            }
        }
        MeshDraft draft = new MeshDraft(name -> 20_000 + Math.floorMod(name.hashCode(), 10_000));
        CATALOG.merge(stored, draft);
        return draft.finish("default", "mesh.test", stored.size(), MtlsMode.STRICT, Set.of());
    }
}
