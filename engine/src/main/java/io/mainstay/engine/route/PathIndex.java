// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.route;

import io.mainstay.engine.match.Ascii;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a virtual host that are told apart by a text at the start of the path, by that text. The routes that may match a path
 * are those {@link #exact} names and those of the {@link #deepest} prefix and its parents; which of them comes first in the list, and
 * whether the rest of its conditions hold, the caller finds out. A route that can never be taken, because an earlier one takes all of
 * its paths without condition, is left out, so that the caller looks at no more routes than a scan of the list would. Immutable.
 */
final class PathIndex {
    private static final int[] NONE = {};

    private final AffixTable<int[]> exact;
    private final AffixTable<Prefix> prefixes;

    private PathIndex(AffixTable<int[]> exact, AffixTable<Prefix> prefixes) {
        this.exact = exact;
        this.prefixes = prefixes;
    }

    boolean isEmpty() {
        return exact.isEmpty() && prefixes.isEmpty();
    }

    /** Places of the routes for exactly this path, ascending. */
    int[] exact(String path, int end) {
        int[] found = exact.whole(path, end);
        return found == null ? NONE : found;
    }

    /** The longest prefix of the path. */
    @Nullable
    Prefix deepest(String path, int end) {
        return prefixes.isEmpty() ? null : prefixes.longest(path, end, end);
    }

    /** Routes of one prefix; each of its parents is a prefix of it. */
    static final class Prefix {
        private final int length;
        private final @Nullable Prefix parent;
        private final int[] plain;
        private final int[] separated;

        private Prefix(int length, @Nullable Prefix parent, int[] plain, int[] separated) {
            this.length = length;
            this.parent = parent;
            this.plain = plain;
            this.separated = separated;
        }

        @Nullable
        Prefix parent() {
            return parent;
        }

        /** Places of its {@code prefix} routes, ascending. */
        int[] plain() {
            return plain;
        }

        /** Places of its {@code path_separated_prefix} routes if the path goes on with a slash or not at all, ascending. */
        int[] separated(String path, int end) {
            return end == length || path.charAt(length) == '/' ? separated : NONE;
        }
    }

    /** Collects routes in the order of the list. */
    static final class Builder {
        private final boolean anyCase;
        private final Map<String, Places> exact = new HashMap<>();
        private final Map<String, Places> plain = new HashMap<>();
        private final Map<String, Places> separated = new HashMap<>();

        Builder(boolean anyCase) {
            this.anyCase = anyCase;
        }

        /** Adds the route at a place; false when it is of a kind that is not indexed. */
        boolean add(int place, RouteMatch match) {
            boolean always = match.headers().isEmpty()
                    && match.queryParameters().isEmpty()
                    && !match.grpc()
                    && match.fraction().numerator() >= match.fraction().denominator();
            switch (match.path()) {
                case PathMatch.Exact(String value) -> add(exact, value, place, always);
                case PathMatch.Prefix(String value) -> add(plain, value, place, always);
                case PathMatch.SeparatedPrefix(String value) -> add(separated, value, place, always);
                case PathMatch.Regex _, PathMatch.Connect _ -> {
                    return false;
                }
            }
            return true;
        }

        private void add(Map<String, Places> to, String value, int place, boolean always) {
            to.computeIfAbsent(anyCase ? Ascii.lower(value) : value, _ -> new Places())
                    .add(place, always);
        }

        PathIndex build() {
            Map<String, Prefix> prefixes = new HashMap<>();
            List<String> texts = new ArrayList<>(plain.keySet());
            separated.keySet().stream().filter(text -> !plain.containsKey(text)).forEach(texts::add);
            texts.sort(Comparator.comparingInt(String::length));
            for (String text : texts) {
                @Nullable Prefix parent = null;
                for (int length = text.length() - 1; length >= 0 && parent == null; length--) {
                    parent = prefixes.get(text.substring(0, length));
                }
                int inherited = takenBefore(text);
                int plainEnd = Math.min(inherited, first(plain, text));
                int separatedEnd = Math.min(plainEnd, first(separated, text));
                prefixes.put(
                        text,
                        new Prefix(
                                text.length(),
                                parent,
                                upTo(plain, text, plainEnd),
                                upTo(separated, text, separatedEnd)));
            }
            Map<String, int[]> exacts = new HashMap<>();
            exact.keySet()
                    .forEach(text -> exacts.put(
                            text,
                            upTo(
                                    exact,
                                    text,
                                    Math.min(
                                            Math.min(takenBefore(text), first(exact, text)),
                                            Math.min(first(plain, text), first(separated, text))))));
            return new PathIndex(new AffixTable<>(exacts, false, anyCase), new AffixTable<>(prefixes, false, anyCase));
        }

        /** The first place whose shorter prefix takes all paths that begin with the text. */
        private int takenBefore(String text) {
            int taken = Integer.MAX_VALUE;
            for (int length = 0; length < text.length(); length++) {
                String shorter = text.substring(0, length);
                taken = Math.min(taken, first(plain, shorter));
                if (text.charAt(length) == '/') {
                    taken = Math.min(taken, first(separated, shorter));
                }
            }
            return taken;
        }

        private static int first(Map<String, Places> places, String text) {
            Places found = places.get(text);
            return found == null ? Integer.MAX_VALUE : found.unconditional;
        }

        private static int[] upTo(Map<String, Places> places, String text, int last) {
            Places found = places.get(text);
            return found == null
                    ? NONE
                    : Arrays.stream(found.array())
                            .takeWhile(place -> place <= last)
                            .toArray();
        }
    }

    private static final class Places {
        private final List<Integer> all = new ArrayList<>();
        private int unconditional = Integer.MAX_VALUE;

        void add(int place, boolean always) {
            all.add(place);
            if (always) {
                unconditional = Math.min(unconditional, place);
            }
        }

        int[] array() {
            return all.stream().mapToInt(Integer::intValue).toArray();
        }
    }
}
