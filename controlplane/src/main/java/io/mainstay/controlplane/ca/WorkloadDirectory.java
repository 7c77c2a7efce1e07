// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.ca;

/** What the certificate authority asks before it signs a workload's certificate for a host. Any thread. */
public interface WorkloadDirectory {
    /**
     * Whether a workload with this identity is enrolled on this host now.
     *
     * @param host     the calling host, from its own certificate
     * @param spiffeId the identity asked for, {@code spiffe://<trust-domain>/ns/<ns>/sa/<sa>}
     */
    boolean isEnrolled(String host, String spiffeId);
}
