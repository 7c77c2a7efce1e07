// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

/**
 * A share of requests ({@code type.v3.FractionalPercent}); runtime keys are not looked up, the default counts.
 *
 * @param numerator   0..; more than the denominator means all
 * @param denominator 100, 10,000 or 1,000,000
 */
public record FractionalPercent(int numerator, int denominator) {
    /** Every request. */
    public static final FractionalPercent ALL = new FractionalPercent(100, 100);

    public FractionalPercent {
        if (numerator < 0 || denominator <= 0) {
            throw new IllegalArgumentException(numerator + "/" + denominator);
        }
    }

    /** Whether a uniform 64-bit draw falls into the share. */
    public boolean includes(long draw) {
        return Long.remainderUnsigned(draw, denominator) < numerator;
    }
}
