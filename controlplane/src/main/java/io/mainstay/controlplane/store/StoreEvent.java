// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.store;

import java.util.Objects;

/** One change of one key. */
public sealed interface StoreEvent {
    StoreKey key();

    long revision();

    /** The key was created or given a new value. */
    record Put(StoreEntry entry) implements StoreEvent {
        public Put {
            Objects.requireNonNull(entry);
        }

        @Override
        public StoreKey key() {
            return entry.key();
        }

        @Override
        public long revision() {
            return entry.modRevision();
        }
    }

    /** The key is gone. */
    record Deleted(StoreKey key, long revision) implements StoreEvent {
        public Deleted {
            Objects.requireNonNull(key);
        }
    }
}
