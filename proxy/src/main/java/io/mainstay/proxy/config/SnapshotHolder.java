// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.config;

/**
 * The one reference workers read: once per stream, kept until the stream ends. Written by the config thread only.
 *
 * @param <S> an immutable snapshot
 */
public final class SnapshotHolder<S> {
    private volatile S current;

    public SnapshotHolder(S initial) {
        current = initial;
    }

    public S current() {
        return current;
    }

    /** Config thread only. */
    public void publish(S next) {
        current = next;
    }
}
