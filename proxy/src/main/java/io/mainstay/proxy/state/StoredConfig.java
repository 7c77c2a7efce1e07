// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.state;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A configuration that was accepted and warm.
 *
 * @param buildId     of the program that wrote it
 * @param nodeId      whose it is
 * @param confirmedAt when the control plane last stood behind it; to the millisecond
 * @param resources   in the order in which they are to be taken again
 */
public record StoredConfig(String buildId, String nodeId, Instant confirmedAt, List<StoredResource> resources) {
    public StoredConfig {
        Objects.requireNonNull(buildId);
        Objects.requireNonNull(nodeId);
        Objects.requireNonNull(confirmedAt);
        resources = List.copyOf(resources);
    }
}
