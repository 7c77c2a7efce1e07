// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the backend is to do for each case, and what it has seen. Shared by its connections. */
final class Ledger {
    private static final Step UNKNOWN = new Step.Reply(599, List.of(), Body.none());

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    /** Prepares a case under a name. */
    void open(String name, List<Step> steps) {
        entries.put(name, new Entry(steps));
    }

    /** Notes an attempt; what to do with it. */
    Step next(Seen seen) {
        String name = seen.fields().stream()
                .filter(field -> field.is(Case.HEADER))
                .map(Field::value)
                .findFirst()
                .orElse("");
        Entry entry = entries.get(name);
        return entry == null ? UNKNOWN : entry.next(seen);
    }

    /** Takes away what was seen of a case. */
    List<Seen> close(String name) {
        Entry entry = entries.remove(name);
        return entry == null ? List.of() : entry.all();
    }

    /** One case. */
    private static final class Entry {
        private final List<Step> steps;
        private final List<Seen> seen = new ArrayList<>();

        Entry(List<Step> steps) {
            this.steps = steps;
        }

        synchronized Step next(Seen attempt) {
            seen.add(attempt);
            return steps.get(Math.min(seen.size(), steps.size()) - 1);
        }

        synchronized List<Seen> all() {
            return List.copyOf(seen);
        }
    }
}
