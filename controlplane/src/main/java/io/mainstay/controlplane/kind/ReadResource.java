// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.kind;

import io.mainstay.controlplane.resource.ResourceKey;
import java.util.Objects;
import java.util.Optional;

/** A stored resource after it was read. Immutable. */
public sealed interface ReadResource {
    /**
     * It says something.
     *
     * @param kind that read it
     */
    record Usable<S extends Record>(Kind<S> kind, Declared<S> declared) implements ReadResource {
        public Usable {
            Objects.requireNonNull(kind);
            Objects.requireNonNull(declared);
        }

        /** What it says to this kind; empty when another one read it. */
        @SuppressWarnings("unchecked") // The same kind read it, so its records are of that kind's type.
        <T extends Record> Optional<Declared<T>> of(Kind<T> asked) {
            return asked.equals(kind) ? Optional.of((Declared<T>) declared) : Optional.empty();
        }
    }

    /** It was good when it was written, and is not by the rules of this release. */
    record Unusable(ResourceKey key, String reason) implements ReadResource {
        public Unusable {
            Objects.requireNonNull(key);
            Objects.requireNonNull(reason);
        }
    }
}
