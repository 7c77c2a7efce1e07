// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the proxy's configuration comes from at the moment.
 *
 * @param source    see {@link Source}
 * @param complete  listeners and clusters are known and warm: the proxy can serve
 * @param connected whether there is a stream to the control plane now
 * @param since     when {@code connected} last changed
 * @param storedAt  when the control plane last stood behind the configuration taken from disk
 * @param detail    for people: why, if something is not as it should be; else empty
 */
public record XdsStatus(
        Source source, boolean complete, boolean connected, Instant since, Optional<Instant> storedAt, String detail) {
    public XdsStatus {
        Objects.requireNonNull(source);
        Objects.requireNonNull(since);
        Objects.requireNonNull(storedAt);
        Objects.requireNonNull(detail);
    }

    /** Origins of a configuration. */
    public enum Source {
        /** The bootstrap holds everything; no control plane is configured. */
        STATIC,
        /** The control plane is asked and has not told everything yet. */
        WAITING,
        /** The control plane told it, in this life of the process. */
        CONTROL_PLANE,
        /** The disk: the control plane could not be had. */
        DISK,
        /** None: what the disk had grew too old while the control plane could not be had. Nothing is served. */
        STALE
    }
}
