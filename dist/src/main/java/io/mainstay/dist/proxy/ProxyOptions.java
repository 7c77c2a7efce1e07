// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import java.time.Duration;

/**
 * How a proxy process runs, beside its bootstrap.
 *
 * @param concurrency event loops
 * @param drainTime how long open connections may take to end on shutdown
 * @param version of the program, for admin
 */
public record ProxyOptions(int concurrency, Duration drainTime, String version) {
    /** As many loops as processors. */
    public static ProxyOptions defaults(String version) {
        return new ProxyOptions(Runtime.getRuntime().availableProcessors(), Duration.ofSeconds(30), version);
    }
}
