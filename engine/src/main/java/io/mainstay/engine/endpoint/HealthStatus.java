// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.endpoint;

/** {@code core.v3.HealthStatus}. */
public enum HealthStatus {
    /** Taken as healthy. */
    UNKNOWN,
    HEALTHY,
    UNHEALTHY,
    /** No new requests; as unhealthy. */
    DRAINING,
    /** As unhealthy. */
    TIMEOUT,
    /** Taken when there are not enough healthy ones. */
    DEGRADED;

    /** How the balancer sees it. */
    public HostHealth toHostHealth() {
        return switch (this) {
            case UNKNOWN, HEALTHY -> HostHealth.HEALTHY;
            case DEGRADED -> HostHealth.DEGRADED;
            case UNHEALTHY, DRAINING, TIMEOUT -> HostHealth.UNHEALTHY;
        };
    }
}
