// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;

/** The words {@code mainstay} understands, in the order its help shows them. */
public final class Verbs {
    private final SequencedMap<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(String summary, Supplier<Verb> make) {}

    /** Adds a word; {@code make} is called when the word is used, and at no other time. */
    public Verbs add(String word, String summary, Supplier<Verb> make) {
        if (entries.putIfAbsent(word, new Entry(summary, make)) != null) {
            throw new IllegalStateException("two verbs are called " + word);
        }
        return this;
    }

    Optional<Verb> find(String word) {
        return Optional.ofNullable(entries.get(word)).map(entry -> entry.make().get());
    }

    String help() {
        int width = entries.keySet().stream().mapToInt(String::length).max().orElse(0);
        StringBuilder text = new StringBuilder("Usage: mainstay VERB [OPTION...]\n\nVerbs:\n");
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            if (!entry.getValue().summary().isEmpty()) {
                text.append("  ")
                        .append(entry.getKey())
                        .repeat(' ', width - entry.getKey().length() + 3)
                        .append(entry.getValue().summary())
                        .append('\n');
            }
        }
        return text.append("\n'mainstay VERB --help' tells more about one of them.\n")
                .toString();
    }

    /** The word most like a mistyped one, if any is near. */
    Optional<String> nearest(String mistyped) {
        return entries.keySet().stream()
                .filter(word -> word.startsWith(mistyped) || mistyped.startsWith(word) || oneEditApart(word, mistyped))
                .findFirst();
    }

    private static boolean oneEditApart(String left, String right) {
        String longer = left.length() >= right.length() ? left : right;
        String shorter = left.length() >= right.length() ? right : left;
        if (longer.length() - shorter.length() > 1) {
            return false;
        }
        int at = 0;
        while (at < shorter.length() && longer.charAt(at) == shorter.charAt(at)) {
            at++;
        }
        String rest = longer.substring(Math.min(at + 1, longer.length()));
        int skip = longer.length() == shorter.length() ? 1 : 0;
        String other = shorter.substring(Math.min(at + skip, shorter.length()));
        boolean swapped = skip == 1
                && at + 1 < longer.length()
                && longer.charAt(at) == shorter.charAt(at + 1)
                && longer.charAt(at + 1) == shorter.charAt(at)
                && longer.substring(at + 2).equals(shorter.substring(at + 2));
        return rest.equals(other) || swapped;
    }
}
