// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.config;

import io.mainstay.controlplane.state.MeshService;
import io.mainstay.controlplane.state.ServiceName;
import io.mainstay.controlplane.state.ServicePort;
import io.mainstay.controlplane.state.ServicePortName;
import io.mainstay.controlplane.store.Store;
import io.mainstay.controlplane.store.StoreEntry;
import io.mainstay.controlplane.store.StoreKey;
import io.mainstay.controlplane.store.Transaction;
import io.mainstay.controlplane.store.TransactionResult;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports at which callers in explicit mode find services, assigned once per service port and stored, so that a port never changes
 * while anyone may have it in an environment variable. Freed only when the range is full and the service is gone.
 */
final class VirtualPorts {
    static final int FIRST = 20_000;
    static final int LAST = 32_767;

    private static final Logger LOGGER = LoggerFactory.getLogger(VirtualPorts.class);
    private static final String PREFIX = "virtual-ports/";
    private static final int ATTEMPTS = 100;

    private final Store store;
    private final String mesh;

    VirtualPorts(Store store, String mesh) {
        this.store = store;
        this.mesh = mesh;
    }

    Map<ServicePortName, Integer> read() {
        Map<ServicePortName, Integer> assigned = new HashMap<>();
        for (StoreEntry entry : store.range(mesh, PREFIX).entries()) {
            String[] segments = entry.key().path().split("/", 4);
            assigned.put(
                    new ServicePortName(new ServiceName(segments[1], segments[2]), Integer.parseInt(segments[3])),
                    Integer.parseInt(entry.value()));
        }
        return assigned;
    }

    /** Assigns a port to every service port that has none; returns all assignments. */
    Map<ServicePortName, Integer> assign(Collection<MeshService> services) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<ServicePortName, Integer> assigned = read();
            Transaction.Builder transaction = new Transaction.Builder();
            Set<Integer> taken = new HashSet<>(assigned.values());
            for (MeshService service : services) {
                for (ServicePort port : service.ports()) {
                    ServicePortName name = new ServicePortName(service.name(), port.port());
                    if (!assigned.containsKey(name)) {
                        int free = free(name, taken);
                        if (free == 0) {
                            LOGGER.error("no virtual port is left for service {} port {}", service.name(), port.port());
                            continue;
                        }
                        taken.add(free);
                        assigned.put(name, free);
                        transaction.expect(path(name), 0).put(path(name), Integer.toString(free));
                        StoreKey owner = new StoreKey(mesh, "virtual-port-owners/" + free);
                        transaction.expect(owner, 0).put(owner, name.service() + "/" + name.port());
                    }
                }
            }
            if (transaction.isEmpty() || store.commit(transaction.build()) instanceof TransactionResult.Committed) {
                return assigned;
            }
        }
        return read();
    }

    /** Begins at a place that depends on the name, so that two meshes with the same services tend to agree. */
    private static int free(ServicePortName name, Set<Integer> taken) {
        int size = LAST - FIRST + 1;
        int start = Math.floorMod((name.service() + ":" + name.port()).hashCode(), size);
        for (int i = 0; i < size; i++) {
            int candidate = FIRST + (start + i) % size;
            if (!taken.contains(candidate)) {
                return candidate;
            }
        }
        return 0;
    }

    private StoreKey path(ServicePortName name) {
        return new StoreKey(
                mesh, PREFIX + name.service().namespace() + "/" + name.service().name() + "/" + name.port());
    }
}
