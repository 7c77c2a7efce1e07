// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.demo;

import java.util.Objects;

/**
 * One request of the load.
 *
 * @param sentNanos when it was due, on {@link System#nanoTime()}'s scale; latency counts from there, sent late or not
 * @param status    of the first and only answer; 0 when there was no whole answer
 * @param reviews   the version of reviews that had a part in it, or empty
 * @param failure   why there was no whole answer
 * @param said      the beginning of an answer that was no page; proxies and services say in it what went wrong
 */
record LoadSample(long sentNanos, long latencyNanos, int status, String reviews, Failure failure, String said) {
    /** Why there was no whole answer. */
    enum Failure {
        NONE,
        /** No connection. */
        CONNECT,
        /** The connection ended before an answer. */
        ABORTED,
        /** The connection ended within an answer. */
        CUT_SHORT,
        TIMEOUT,
        /** Not sent at all: too many were waiting already. */
        NOT_SENT
    }

    LoadSample {
        Objects.requireNonNull(reviews);
        Objects.requireNonNull(failure);
        Objects.requireNonNull(said);
    }

    boolean good() {
        return status == 200;
    }

    long endNanos() {
        return sentNanos + latencyNanos;
    }
}
