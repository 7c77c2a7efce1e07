// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Choices drawn from a seed. */
final class Dice {
    private final RandomGenerator random;

    Dice(long seed) {
        random = new SplittableRandom(seed);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    @SafeVarargs
    final <T> T pick(T... choices) {
        return choices[below(choices.length)];
    }

    <T> T pick(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    /** Up to this many different ones, in random order. */
    <T> List<T> some(List<T> choices, int atMost) {
        List<T> left = new ArrayList<>(choices);
        List<T> taken = new ArrayList<>();
        for (int count = below(atMost + 1); count > 0 && !left.isEmpty(); count--) {
            taken.add(left.remove(below(left.size())));
        }
        return taken;
    }

    /** A seed for something that is to have choices of its own. */
    long split() {
        return random.nextLong();
    }
}
