// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.Locale;

/** A header or trailer. */
record Field(String name, String value) {
    static Field of(String name, String value) {
        return new Field(name, value);
    }

    boolean is(String other) {
        return name.toLowerCase(Locale.ROOT).equals(other);
    }

    @Override
    public String toString() {
        return name + ": " + value;
    }
}
