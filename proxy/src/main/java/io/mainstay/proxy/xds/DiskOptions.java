// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import io.mainstay.proxy.state.StateFolder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * How the disk stands in for the control plane.
 *
 * @param folder   empty keeps nothing
 * @param patience how long a starting proxy waits for the control plane before it looks at the disk
 * @param maxStale how long the control plane may have been silent before what the disk has is not served
 * @param buildId  of this program
 * @param writer   runs what waits for the disk, one thing at a time
 */
public record DiskOptions(
        Optional<StateFolder> folder, Duration patience, Duration maxStale, String buildId, Executor writer) {
    /** {@code --max-stale} when not given. */
    public static final Duration DEFAULT_MAX_STALE = Duration.ofHours(24);

    /** Patience when the control plane neither answers nor refuses. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(3);

    /** Keeps nothing. */
    public static DiskOptions none() {
        return new DiskOptions(Optional.empty(), DEFAULT_PATIENCE, DEFAULT_MAX_STALE, "", Runnable::run);
    }
}
