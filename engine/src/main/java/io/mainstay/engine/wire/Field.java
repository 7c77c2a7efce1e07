// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.wire;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One field of a message.
 *
 * @param number   on the wire
 * @param name     as in the .proto file
 * @param repeated whether its path carries an index
 * @param nested   table of its message, or of a map's values; null when the walk does not descend
 * @param note     for readers of the support document: limits of what is honoured, or why it is not
 */
public record Field(
        int number,
        String name,
        Treatment treatment,
        FieldKind kind,
        boolean repeated,
        @Nullable Supplier<MessageTable> nested,
        String note) {
    public Field {
        Objects.requireNonNull(name);
        Objects.requireNonNull(treatment);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(note);
    }
}
