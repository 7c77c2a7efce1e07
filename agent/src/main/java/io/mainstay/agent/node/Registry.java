// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.node;

import java.io.IOException;
import java.util.List;

/** The control plane's list of workloads, as this host may change it. Calls block; they fail when the control plane is away. */
public interface Registry extends AutoCloseable {
    /** Creates or replaces a workload. */
    Registration register(Announcement announcement) throws IOException;

    void deregister(WorkloadId workload) throws IOException;

    /**
     * Keeps workloads alive.
     *
     * @return those the control plane does not know
     */
    List<WorkloadId> renew(List<WorkloadId> workloads) throws IOException;

    @Override
    void close();
}
