// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import io.mainstay.engine.cluster.OutlierDetection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which hosts of a cluster are ejected for consecutive errors and for how long. Pure: time and random draws come in with the
 * events, ejections go out as effects. Confined to the config thread.
 *
 * <p>The rules are Envoy's ({@code source/common/upstream/outlier_detection_impl.cc}): a detection ejects unless the host is ejected
 * already, the enforcement draw says no, or the ejected share would exceed {@code max_ejection_percent}. A host stays out for base time
 * times the number of its ejections, at most the maximum; every interval in which it stays in pays one ejection back.
 *
 * @param <H> a host, compared by {@code equals}
 */
final class OutlierMachine<H> {
    /** What the machine wants done. */
    sealed interface Effect<H> {
        /** Take the host out of balancing. */
        record Eject<H>(H host, OutlierKind kind) implements Effect<H> {}

        /** Put the host back and forget its consecutive errors. */
        record Uneject<H>(H host) implements Effect<H> {}

        /** A detection that changes nothing but counters. */
        record Skipped<H>(H host, OutlierKind kind, Reason reason) implements Effect<H> {}
    }

    /** Why a detection did not eject. */
    enum Reason {
        ALREADY_EJECTED,
        UNKNOWN_HOST,
        MAX_EJECTION_PERCENT,
        NOT_ENFORCED
    }

    /**
     * Random draws for one detection.
     *
     * @param enforcing uniform in 0..99
     * @param jitter    uniform in 0.0..1.0
     */
    record Draws(int enforcing, double jitter) {}

    private static final class State {
        boolean ejected;
        long ejectedAtNanos;
        long jitterNanos;
        int backoff;
    }

    private final Map<H, State> hosts = new LinkedHashMap<>();
    private OutlierDetection config;
    private int ejected;

    OutlierMachine(OutlierDetection config) {
        this.config = config;
    }

    int ejectedCount() {
        return ejected;
    }

    /** New settings; ejections made under the old ones last until their time by the new ones. */
    void configure(OutlierDetection newConfig) {
        config = newConfig;
    }

    /** The cluster's hosts are these now. State of hosts that stay is kept, of others forgotten. */
    void hostsChanged(Collection<H> now) {
        Set<H> keep = Set.copyOf(now);
        hosts.entrySet().removeIf(entry -> {
            boolean gone = !keep.contains(entry.getKey());
            if (gone && entry.getValue().ejected) {
                ejected--;
            }
            return gone;
        });
        now.forEach(host -> hosts.computeIfAbsent(host, fresh -> new State()));
    }

    /** A host reached the threshold of consecutive errors of a kind. */
    Effect<H> detected(H host, OutlierKind kind, long nowNanos, Draws draws) {
        State state = hosts.get(host);
        if (state == null) {
            return new Effect.Skipped<>(host, kind, Reason.UNKNOWN_HOST);
        }
        if (state.ejected) {
            return new Effect.Skipped<>(host, kind, Reason.ALREADY_EJECTED);
        }
        boolean withinShare = 100L * (ejected + 1) <= (long) config.maxEjectionPercent() * hosts.size();
        boolean theOne = config.alwaysEjectOneHost() && ejected == 0;
        if (!withinShare && !theOne) {
            return new Effect.Skipped<>(host, kind, Reason.MAX_EJECTION_PERCENT);
        }
        if (draws.enforcing() >= kind.enforcingPercent(config)) {
            return new Effect.Skipped<>(host, kind, Reason.NOT_ENFORCED);
        }
        eject(state, nowNanos, draws.jitter());
        return new Effect.Eject<>(host, kind);
    }

    private void eject(State state, long nowNanos, double jitter) {
        long base = config.baseEjectionTime().toNanos();
        state.ejected = true;
        state.ejectedAtNanos = nowNanos;
        state.jitterNanos = (long) (jitter * config.maxEjectionTimeJitter().toNanos());
        if (state.backoff * base < config.maxEjectionTime().toNanos() + base) {
            state.backoff++;
        }
        ejected++;
    }

    /** An interval has passed: hosts whose time is over come back. */
    List<Effect<H>> interval(long nowNanos) {
        List<Effect<H>> effects = new ArrayList<>();
        hosts.forEach((host, state) -> {
            if (!state.ejected) {
                state.backoff = Math.max(0, state.backoff - 1);
            } else if (nowNanos - state.ejectedAtNanos >= ejectionNanos(state) + state.jitterNanos) {
                state.ejected = false;
                ejected--;
                effects.add(new Effect.Uneject<>(host));
            }
        });
        return effects;
    }

    private long ejectionNanos(State state) {
        long base = config.baseEjectionTime().toNanos();
        return Math.min(config.maxEjectionTime().toNanos(), base * state.backoff);
    }
}
