// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.wire;

/** How the walk goes on at a field. */
public enum FieldKind {
    /** A value the walk does not look into: scalars, enumerations, durations. */
    LEAF,
    /** A struct, or a map from text to structs: its parser reads it through {@link Aside}. */
    STRUCT,
    /** A wrapper such as {@code BoolValue}: an empty one says the type's zero, which is what Envoy does when it is absent. */
    SWITCH,
    /** A message with a table of its own. */
    MESSAGE,
    /** A map from text to {@code Any}: its parser reads it through {@link Aside}. */
    MAP,
    /** An {@code Any}; its type URL selects the table. */
    ANY
}
