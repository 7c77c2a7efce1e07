// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.cli.metrics;

import java.util.Objects;

/**
 * Calls from one service to another, as the proxies of the called one saw them.
 *
 * @param protocol    http or grpc
 * @param successful  answered without a server's error
 * @param mutualTls   came over mTLS
 */
public record Edge(
        String from,
        String to,
        String protocol,
        long requests,
        long successful,
        long mutualTls,
        double p50Ms,
        double p99Ms) {
    public Edge {
        Objects.requireNonNull(from);
        Objects.requireNonNull(to);
        Objects.requireNonNull(protocol);
    }

    /** Share of successful requests, 1 when there were none. */
    public double successRate() {
        return requests == 0 ? 1 : (double) successful / requests;
    }
}
