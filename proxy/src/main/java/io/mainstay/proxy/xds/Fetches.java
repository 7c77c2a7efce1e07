// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import io.mainstay.xds.grpc.Scheduler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is needed at the moment, and whether it is still waited for. Config thread. */
final class Fetches {
    private final Scheduler scheduler;
    private final Runnable changed;
    private final Map<Need, Fetch> fetches = new LinkedHashMap<>();
    private final Map<String, List<Need>> byName = new HashMap<>();

    private static final class Fetch {
        private Optional<Scheduler.Timer> timer = Optional.empty();
        private boolean done;
    }

    /** @param changed told, on the config thread, that a wait is over because it took too long */
    Fetches(Scheduler scheduler, Runnable changed) {
        this.scheduler = scheduler;
        this.changed = changed;
    }

    /** Exactly these are needed from now on; for new ones the wait begins. */
    void need(Set<Need> needs) {
        fetches.entrySet().removeIf(entry -> {
            boolean gone = !needs.contains(entry.getKey());
            if (gone) {
                entry.getValue().timer.ifPresent(Scheduler.Timer::cancel);
            }
            return gone;
        });
        needs.forEach(need -> fetches.computeIfAbsent(need, this::begin));
        byName.clear();
        needs.forEach(need ->
                byName.computeIfAbsent(need.name(), _ -> new ArrayList<>()).add(need));
    }

    /** The needs of one kind and name; several differ in where the resource comes from. */
    <N extends Need> List<N> named(String name, Class<N> kind) {
        return byName.getOrDefault(name, List.of()).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    Set<Need> needed() {
        return fetches.keySet();
    }

    /** It came, or is known not to exist. */
    void done(Need need) {
        Fetch fetch = fetches.get(need);
        if (fetch != null && !fetch.done) {
            fetch.done = true;
            fetch.timer.ifPresent(Scheduler.Timer::cancel);
        }
    }

    /** Whether nothing of these is waited for. */
    boolean done(Set<Need> needs) {
        return needs.stream().allMatch(need -> {
            Fetch fetch = fetches.get(need);
            return fetch != null && fetch.done;
        });
    }

    void close() {
        need(Set.of());
    }

    private Fetch begin(Need need) {
        Fetch fetch = new Fetch();
        if (!need.patience().isZero()) {
            fetch.timer = Optional.of(scheduler.after(need.patience(), () -> {
                done(need);
                changed.run();
            }));
        }
        return fetch;
    }
}
