// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Clusters or listeners by name: those in use, and those that wait for what they need while their predecessors stay in use. */
final class WarmSet<T> {
    private final Function<T, Set<Need>> needs;
    private final Map<String, T> active = new LinkedHashMap<>();
    private final Map<String, T> cold = new LinkedHashMap<>();

    WarmSet(Function<T, Set<Need>> needs) {
        this.needs = needs;
    }

    void put(String name, T value) {
        if (value.equals(active.get(name))) {
            cold.remove(name);
        } else {
            cold.put(name, value);
        }
    }

    /** False when there is none in use. */
    boolean remove(String name) {
        cold.remove(name);
        return active.remove(name) != null;
    }

    Map<String, T> active() {
        return active;
    }

    Map<String, T> cold() {
        return cold;
    }

    /** What those in use and those that wait need. */
    Set<Need> needs() {
        Set<Need> all = new LinkedHashSet<>();
        active.values().forEach(value -> all.addAll(needs.apply(value)));
        cold.values().forEach(value -> all.addAll(needs.apply(value)));
        return all;
    }

    /** Moves what waits no longer into use. */
    void promote(Fetches fetches, BiConsumer<String, T> promoted) {
        cold.entrySet().removeIf(entry -> {
            boolean warm = fetches.done(needs.apply(entry.getValue()));
            if (warm) {
                active.put(entry.getKey(), entry.getValue());
                promoted.accept(entry.getKey(), entry.getValue());
            }
            return warm;
        });
    }
}
