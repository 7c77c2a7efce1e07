// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keys and values under one global revision, as etcd has it. Methods may block and may be called from any thread; a write returns
 * when it would survive the loss of power.
 */
public interface Store extends AutoCloseable {
    /** Revision of the newest change; 0 for an empty store. */
    long revision();

    /** Oldest revision a watch may start after. */
    long compactedRevision();

    Optional<StoreEntry> read(StoreKey key);

    /** All keys of a mesh whose path starts with the prefix, in key order, as of one revision. */
    Range range(String mesh, String pathPrefix);

    /**
     * Commits, or says which condition failed.
     *
     * @throws StoreException with {@code WRITES_REFUSED} when it could not be made durable
     */
    TransactionResult commit(Transaction transaction);

    /**
     * Delivers every change after {@code afterRevision}, in order, each revision in one call, on one thread of the store's own.
     *
     * @throws StoreException with {@code COMPACTED} when changes after that revision are no longer known
     */
    Watch watch(String mesh, String pathPrefix, long afterRevision, Consumer<List<StoreEvent>> listener);

    /** Forgets history up to and including this revision. Present values stay. */
    void compact(long revision);

    /** Empty while writes are accepted, else why they are not. */
    Optional<String> degraded();

    @Override
    void close();

    /**
     * A consistent reading.
     *
     * @param revision of the whole store when it was read
     */
    record Range(long revision, List<StoreEntry> entries) {
        public Range {
            entries = List.copyOf(entries);
        }
    }

    /** A running watch. */
    interface Watch extends AutoCloseable {
        /** Stops deliveries; one that is under way finishes. */
        @Override
        void close();
    }
}
