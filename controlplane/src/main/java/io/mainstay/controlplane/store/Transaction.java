// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One logical change: every condition holds and every operation happens, or nothing does.
 *
 * @param operations at most one per key
 */
public record Transaction(List<Condition> conditions, List<Operation> operations) {
    public Transaction {
        conditions = List.copyOf(conditions);
        operations = List.copyOf(operations);
        Set<StoreKey> seen = new HashSet<>();
        for (Operation operation : operations) {
            if (!seen.add(operation.key())) {
                throw new IllegalArgumentException(operation.key() + " is written twice in one transaction");
            }
        }
    }

    /**
     * The key was last written at this revision.
     *
     * @param modRevision 0: the key does not exist
     */
    public record Condition(StoreKey key, long modRevision) {
        public Condition {
            Objects.requireNonNull(key);
        }
    }

    /** What is done to one key. */
    public sealed interface Operation {
        StoreKey key();
    }

    /** Writes a value. */
    public record Put(StoreKey key, String value) implements Operation {
        public Put {
            Objects.requireNonNull(key);
            Objects.requireNonNull(value);
        }
    }

    /** Removes a key; no error when it is not there. */
    public record Delete(StoreKey key) implements Operation {
        public Delete {
            Objects.requireNonNull(key);
        }
    }

    /** Collects a transaction. Confined to its caller. */
    public static final class Builder {
        private final List<Condition> conditions = new ArrayList<>();
        private final List<Operation> operations = new ArrayList<>();

        public Builder expect(StoreKey key, long modRevision) {
            conditions.add(new Condition(key, modRevision));
            return this;
        }

        public Builder put(StoreKey key, String value) {
            operations.add(new Put(key, value));
            return this;
        }

        public Builder delete(StoreKey key) {
            operations.add(new Delete(key));
            return this;
        }

        public boolean isEmpty() {
            return operations.isEmpty();
        }

        public Transaction build() {
            return new Transaction(conditions, operations);
        }
    }
}
