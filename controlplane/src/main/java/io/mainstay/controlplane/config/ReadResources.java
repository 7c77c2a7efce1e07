// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.config;

import io.mainstay.controlplane.kind.KindCatalog;
import io.mainstay.controlplane.kind.ReadResource;
import io.mainstay.controlplane.kind.StoredResource;
import io.mainstay.controlplane.resource.ResourceKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What was read of each resource, kept until the resource changes: a change costs the reading of what changed. Confined to one thread.
 */
final class ReadResources {
    private final KindCatalog kinds;
    private Map<ResourceKey, Reading> readings = new HashMap<>();
    private final LongAdder parsed = new LongAdder();

    /** As of a revision. Age is a part of what was read: one that was deleted and made again is another. */
    private record Reading(long createdRevision, long modRevision, ReadResource resource) {}

    ReadResources(KindCatalog kinds) {
        this.kinds = kinds;
    }

    /** All resources, read; what is no longer there is forgotten. */
    Collection<ReadResource> read(List<StoredResource> all) {
        Map<ResourceKey, Reading> next = HashMap.newHashMap(all.size());
        for (StoredResource stored : all) {
            Reading known = readings.get(stored.key());
            boolean same = known != null
                    && known.createdRevision() == stored.createdRevision()
                    && known.modRevision() == stored.modRevision();
            if (!same) {
                parsed.increment();
                known = new Reading(stored.createdRevision(), stored.modRevision(), kinds.read(stored));
            }
            next.put(stored.key(), known);
        }
        readings = next;
        return next.values().stream().map(Reading::resource).toList();
    }

    /** How many have been read from their text so far. Any thread. */
    long parsed() {
        return parsed.sum();
    }
}
