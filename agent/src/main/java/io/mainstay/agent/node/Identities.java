// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.node;

import java.io.IOException;

/** The host's own identity and those of its workloads; keys never leave it but to the host's proxy. */
public interface Identities extends AutoCloseable {
    /** Has a certificate for this identity obtained, kept fresh and served; returns once there is one. */
    void hold(String spiffeId) throws IOException, InterruptedException;

    /** Stops renewing and serving it. */
    void release(String spiffeId);

    @Override
    void close();
}
