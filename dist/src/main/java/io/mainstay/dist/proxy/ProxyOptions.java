// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import io.mainstay.proxy.xds.DiskOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a proxy process runs, beside its bootstrap.
 *
 * @param concurrency event loops
 * @param drainTime how long open connections may take to end on shutdown
 * @param version of the program, for admin
 * @param lastGood folder in which the last good configuration is kept; empty keeps none
 * @param maxStale how old that may be to be served without a control plane
 * @param hotRestart Unix socket at which listening sockets are taken from the process before and handed on to the next; empty does neither
 */
public record ProxyOptions(
        int concurrency,
        Duration drainTime,
        String version,
        Optional<Path> lastGood,
        Duration maxStale,
        Optional<Path> hotRestart) {
    /** Keeps nothing on disk. */
    public ProxyOptions(int concurrency, Duration drainTime, String version) {
        this(concurrency, drainTime, version, Optional.empty(), DiskOptions.DEFAULT_MAX_STALE, Optional.empty());
    }

    /** The same with a folder for the last good configuration. */
    public ProxyOptions keptIn(Path folder, Duration oldest) {
        return new ProxyOptions(concurrency, drainTime, version, Optional.of(folder), oldest, hotRestart);
    }

    /** The same, handing its sockets on and taking them over at a Unix socket. */
    public ProxyOptions handedOverAt(Path socket) {
        return new ProxyOptions(concurrency, drainTime, version, lastGood, maxStale, Optional.of(socket));
    }

    /** As many loops as processors. */
    public static ProxyOptions defaults(String version) {
        return new ProxyOptions(Runtime.getRuntime().availableProcessors(), Duration.ofSeconds(30), version);
    }
}
