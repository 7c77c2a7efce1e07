// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.endpoint;

/** The health of a host as the balancer counts it, all sources together: management server, outlier detection, active checks. */
public enum HostHealth {
    HEALTHY,
    DEGRADED,
    UNHEALTHY
}
