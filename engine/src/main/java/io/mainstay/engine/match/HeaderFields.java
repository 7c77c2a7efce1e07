// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.match;

import org.jspecify.annotations.Nullable;

/**
 * The header fields of a message, as decisions see them. A field may come in several lines. Those of {@link JoinedFields} then have one
 * value, their lines joined; every other has as many values as lines. Values are made when asked for, so a decision that does not look
 * costs nothing.
 */
public interface HeaderFields {
    /**
     * The value of a header, the first if it has several; null when absent. Pseudo-headers are answered too.
     *
     * @param lowerCaseName in lower case
     */
    @Nullable
    String header(String lowerCaseName);

    /**
     * Tries a condition on the values of a header, in order, until it holds for one. Allocates nothing for a header of one line but what
     * its value needs.
     *
     * @param lowerCaseName in lower case
     */
    Outcome test(String lowerCaseName, Condition condition);

    /** Something a value fulfils or not. */
    @FunctionalInterface
    interface Condition {
        boolean holds(String value);
    }

    /** What came of trying a condition. */
    enum Outcome {
        /** There is no such header. */
        ABSENT,
        /** It holds for none of the values. */
        FAILS,
        /** It holds for a value. */
        HOLDS;

        /** Of a header that has one value, or none. */
        public static Outcome of(@Nullable String value, Condition condition) {
            if (value == null) {
                return ABSENT;
            }
            return condition.holds(value) ? HOLDS : FAILS;
        }
    }
}
