// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.telemetry;

import java.util.Objects;

/**
 * On whose behalf a listener's traffic is reported. Compared by identity on the hot path, so one is made per listener.
 *
 * @param inbound true when the workload behind the listener is the server: reporter {@code destination}
 * @param local   that workload
 */
record Scope(boolean inbound, WorkloadLabels local) {
    Scope {
        Objects.requireNonNull(local);
    }
}
