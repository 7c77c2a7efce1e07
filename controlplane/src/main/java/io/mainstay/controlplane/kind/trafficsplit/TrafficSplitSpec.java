// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind.trafficsplit;

import java.util.List;
import java.util.Objects;

/**
 * What a TrafficSplit says.
 *
 * @param service the apex: the name callers use
 */
public record TrafficSplitSpec(String service, List<Share> backends) {
    public TrafficSplitSpec {
        Objects.requireNonNull(service);
        backends = List.copyOf(backends);
    }

    /** One service's part. */
    public record Share(String service, int weight) {
        public Share {
            Objects.requireNonNull(service);
        }
    }
}
