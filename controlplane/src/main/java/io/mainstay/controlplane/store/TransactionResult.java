// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.store;

import java.util.List;

/** What became of a transaction. */
public sealed interface TransactionResult {
    /** Done and on disk. A transaction that changes nothing keeps the revision it found. */
    record Committed(long revision) implements TransactionResult {}

    /**
     * Somebody else was first; nothing was written.
     *
     * @param failed the conditions that do not hold
     */
    record Conflict(List<Transaction.Condition> failed) implements TransactionResult {
        public Conflict {
            failed = List.copyOf(failed);
        }
    }
}
