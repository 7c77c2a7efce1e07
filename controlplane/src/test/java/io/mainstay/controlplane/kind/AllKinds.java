// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind;

import io.mainstay.controlplane.config.ResourceStore;
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
import io.mainstay.controlplane.state.ServicePortName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

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

    /** The mesh of these resources; the first is the oldest. A workload that names its host counts as announced by that host. */
    public static MeshSnapshot mesh(String... texts) {
        return mesh(name -> 20_000 + Math.floorMod(name.hashCode(), 10_000), texts);
    }

    /** The same with virtual ports of the caller's choice. */
    public static MeshSnapshot mesh(Function<ServicePortName, Integer> virtualPorts, String... texts) {
        MeshDraft draft = new MeshDraft(virtualPorts);
        List<StoredResource> stored = stored(texts);
        CATALOG.merge(stored.stream().map(CATALOG::read).toList(), draft);
        return draft.finish("default", "mesh.test", stored.size(), MtlsMode.STRICT, Set.of());
    }

    private static List<StoredResource> stored(String... texts) {
        List<StoredResource> stored = new ArrayList<>();
        for (String text : texts) {
            CheckedText checked = CATALOG.checkOwn("default", text, "default");
            if (!checked.problems().isEmpty()) {
                throw new IllegalArgumentException(checked.problems().toString());
            }
            for (ResourceDocument document : checked.documents()) {
                long age = stored.size() + 1L;
                boolean announced = document.metadata().annotations().containsKey("mainstay.io/host");
                stored.add(new StoredResource(
                        document.key(),
                        document.json(),
                        age,
                        age,
                        announced ? StoredResource.REGISTRY : ResourceStore.API));
            }
        }
        return stored;
    }
}
