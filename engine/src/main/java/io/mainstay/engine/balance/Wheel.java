// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.balance;

import java.util.Arrays;

/**
 * Shares turns among items by weight, evenly spread: the n-th turn is a pure function of n. Small sums of weights get an exact
 * schedule (smooth weighted round robin); large ones a sequence of low discrepancy over the running sums.
 */
final class Wheel {
    private static final int MAX_SCHEDULE = 4096;

    /** 2^64 divided by the golden ratio: multiples of it, taken modulo 2^64, spread evenly. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final int[] items;
    private final int[] schedule;
    private final long[] upTo;

    private Wheel(int[] items, int[] schedule, long[] upTo) {
        this.items = items;
        this.schedule = schedule;
        this.upTo = upTo;
    }

    /** Items with a weight of zero get no turn. */
    static Wheel of(int[] items, long[] weights) {
        int[] kept = new int[items.length];
        long[] shares = new long[items.length];
        int count = 0;
        long divisor = 0;
        for (int i = 0; i < items.length; i++) {
            if (weights[i] > 0) {
                kept[count] = items[i];
                shares[count++] = weights[i];
                divisor = greatestCommonDivisor(divisor, weights[i]);
            }
        }
        kept = Arrays.copyOf(kept, count);
        shares = Arrays.copyOf(shares, count);
        long sum = 0;
        long[] upTo = new long[count];
        for (int i = 0; i < count; i++) {
            shares[i] /= divisor;
            sum += shares[i];
            upTo[i] = sum;
        }
        if (sum == count) {
            return new Wheel(kept, kept, upTo);
        }
        return new Wheel(kept, sum <= MAX_SCHEDULE ? smooth(kept, shares, (int) sum) : new int[0], upTo);
    }

    private static long greatestCommonDivisor(long a, long b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }

    private static int[] smooth(int[] items, long[] shares, int sum) {
        int[] schedule = new int[sum];
        long[] current = new long[items.length];
        for (int turn = 0; turn < sum; turn++) {
            int best = 0;
            for (int i = 0; i < items.length; i++) {
                current[i] += shares[i];
                if (current[i] > current[best]) {
                    best = i;
                }
            }
            current[best] -= sum;
            schedule[turn] = items[best];
        }
        return schedule;
    }

    boolean isEmpty() {
        return items.length == 0;
    }

    int size() {
        return items.length;
    }

    int item(int index) {
        return items[index];
    }

    /** Whether all items have the same share. */
    boolean isEven() {
        return upTo.length == 0 || upTo[upTo.length - 1] == upTo.length;
    }

    /** Whose turn the n-th one is. */
    int turn(long n) {
        if (schedule.length > 0) {
            return schedule[(int) Long.remainderUnsigned(n, schedule.length)];
        }
        return drawn(n * GOLDEN);
    }

    /** Whom a uniform draw hits. */
    int drawn(long draw) {
        long place = Math.unsignedMultiplyHigh(draw, upTo[upTo.length - 1]);
        if (isEven()) {
            return items[(int) place];
        }
        int found = Arrays.binarySearch(upTo, place);
        return items[found >= 0 ? found + 1 : -found - 1];
    }
}
