// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.resource;

import java.util.Collection;
import java.util.Optional;

/** Finds the word somebody meant. */
final class Nearest {
    private Nearest() {}

    /** The candidate with the fewest edits, if they are few for the word's length. */
    static Optional<String> to(String word, Collection<String> candidates) {
        String best = "";
        int bestDistance = Math.max(2, word.length() / 3 + 1);
        for (String candidate : candidates) {
            boolean begins = !word.isEmpty() && candidate.regionMatches(true, 0, word, 0, word.length());
            int distance = begins ? 1 : distance(word, candidate);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    /** Levenshtein's distance, case left aside. */
    private static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] row = new int[right.length() + 1];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                boolean same = Character.toLowerCase(left.charAt(i - 1)) == Character.toLowerCase(right.charAt(j - 1));
                row[j] = Math.min(Math.min(row[j - 1], previous[j]) + 1, previous[j - 1] + (same ? 0 : 1));
            }
            previous = row;
        }
        return previous[right.length()];
    }
}
