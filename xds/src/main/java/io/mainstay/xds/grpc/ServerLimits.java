// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.grpc;

import java.time.Duration;

/**
 * Bounds of a {@link DiscoveryServer}.
 *
 * @param maxStreams open at a time; further ones are refused with RESOURCE_EXHAUSTED
 * @param debounce   how long changes are gathered after one was pushed
 */
public record ServerLimits(int maxStreams, Duration debounce) {
    /** 10,000 streams; 100 ms. */
    public static final ServerLimits DEFAULT = new ServerLimits(10_000, Duration.ofMillis(100));
}
