// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.ca;

import io.mainstay.security.SpiffeId;

/** What runs where, as far as identity needs to know. Called from gRPC threads; may block. */
public interface WorkloadDirectory {
    /** Whether a workload that runs under {@code identity} is enrolled on the host of {@code node} now. */
    boolean isEnrolled(NodeIdentity node, SpiffeId identity);
}
