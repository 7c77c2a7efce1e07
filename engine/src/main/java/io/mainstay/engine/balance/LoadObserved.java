// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.balance;

import io.mainstay.engine.Observed;

/** What the choice of an endpoint may know of the moment. Confined to one event loop. */
public interface LoadObserved extends Observed {
    /**
     * Requests a host is serving now, over all event loops.
     *
     * @param host index in {@link HostSetView}
     */
    int activeRequests(int host);

    /**
     * How many choices were made before at a wheel, and counts one more: the place of round robin. A caller keeps one counter for
     * each of {@link HostSetView#wheels}, and starts them at random places so that event loops do not march in step.
     */
    long turn(int wheel);
}
