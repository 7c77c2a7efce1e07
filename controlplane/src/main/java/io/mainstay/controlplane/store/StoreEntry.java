// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.store;

import java.util.Objects;

/**
 * One key with its value, as of some revision.
 *
 * @param createRevision    revision at which the key last came into being
 * @param modRevision       revision at which the value was last written
 * @param writtenAtMillis   wall clock of that write, since the epoch; for people and for expiry of history, not for ordering
 */
public record StoreEntry(StoreKey key, String value, long createRevision, long modRevision, long writtenAtMillis) {
    public StoreEntry {
        Objects.requireNonNull(key);
        Objects.requireNonNull(value);
    }
}
