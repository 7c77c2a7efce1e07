// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.match.Ascii;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Texts that are looked for at the start (or the end) of others. One pass over the text asked about carries {@link String#hashCode}'s
 * sum along and looks into a hash table at those lengths alone at which there is an entry, so the cost depends on the text and not on
 * the number of entries, and nothing is allocated. Immutable.
 */
final class AffixTable<V> {
    private final boolean fromEnd;
    private final boolean anyCase;
    private final List<String> keys = new ArrayList<>();
    private final List<V> values = new ArrayList<>();
    private final boolean[] lengths;
    private final int[] hashes;
    private final int[] entries;

    /**
     * A table of some texts.
     *
     * @param fromEnd whether they are ends of texts instead of starts
     * @param anyCase whether A to Z are the same as a to z; then the keys have none of A to Z
     */
    AffixTable(Map<String, V> texts, boolean fromEnd, boolean anyCase) {
        this.fromEnd = fromEnd;
        this.anyCase = anyCase;
        int longest = texts.keySet().stream().mapToInt(String::length).max().orElse(-1);
        this.lengths = new boolean[longest + 1];
        int slots = Integer.highestOneBit(Math.max(4, texts.size() * 2)) * 2;
        this.hashes = new int[slots];
        this.entries = new int[slots];
        texts.forEach(this::put);
    }

    private void put(String key, V value) {
        keys.add(key);
        values.add(value);
        lengths[key.length()] = true;
        int hash = 0;
        for (int i = 0; i < key.length(); i++) {
            hash = 31 * hash + at(key, key.length(), i);
        }
        int slot = slot(hash);
        while (entries[slot] != 0) {
            slot = (slot + 1) & (entries.length - 1);
        }
        hashes[slot] = hash;
        entries[slot] = keys.size();
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** The entry that is all of the text's first {@code end} characters; null when none. */
    @Nullable
    V whole(String text, int end) {
        if (end >= lengths.length || !lengths[end]) {
            return null;
        }
        int hash = 0;
        if (end == text.length() && !anyCase && !fromEnd) {
            hash = text.hashCode();
        } else {
            for (int i = 0; i < end; i++) {
                hash = 31 * hash + at(text, end, i);
            }
        }
        return find(hash, text, end, end);
    }

    /**
     * The longest entry that starts (or ends) the text's first {@code end} characters; null when none.
     *
     * @param atMost no longer than this; at most {@code end}
     */
    @Nullable
    V longest(String text, int end, int atMost) {
        int last = Math.min(atMost, lengths.length - 1);
        @Nullable V found = null;
        int hash = 0;
        for (int length = 0; length <= last; length++) {
            if (length > 0) {
                hash = 31 * hash + at(text, end, length - 1);
            }
            if (lengths[length]) {
                @Nullable V here = find(hash, text, end, length);
                found = here == null ? found : here;
            }
        }
        return found;
    }

    private char at(String text, int end, int i) {
        char c = text.charAt(fromEnd ? end - 1 - i : i);
        return anyCase ? Ascii.lower(c) : c;
    }

    private @Nullable V find(int hash, String text, int end, int length) {
        int slot = slot(hash);
        while (entries[slot] != 0) {
            if (hashes[slot] == hash) {
                String key = keys.get(entries[slot] - 1);
                if (key.length() == length && Ascii.regionMatches(anyCase, text, fromEnd ? end - length : 0, key)) {
                    return values.get(entries[slot] - 1);
                }
            }
            slot = (slot + 1) & (entries.length - 1);
        }
        return null;
    }

    private int slot(int hash) {
        int spread = hash * 0x9E3779B9;
        return (spread ^ (spread >>> 16)) & (entries.length - 1);
    }
}
