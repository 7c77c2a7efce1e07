// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import io.mainstay.engine.cluster.OutlierDetection;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Outlier detection of one cluster: carries counts from event loops to the {@link OutlierMachine} on the config thread, and its effects to the
 * endpoints. Confined to the config thread.
 */
final class OutlierDetector {
    private final OutlierDetection config;
    private final ClusterScheduler scheduler;
    private final RandomGenerator random;
    private final Runnable onHealthChange;
    private final OutlierMachine<Endpoint> machine;
    private final OutlierStats stats;
    private ClusterScheduler.@Nullable Scheduled timer;
    private boolean closed;

    /**
     * A detector that takes over what another knows.
     *
     * @param onHealthChange called when an endpoint was ejected or came back
     */
    OutlierDetector(
            OutlierDetection config,
            ClusterScheduler scheduler,
            RandomGenerator random,
            Runnable onHealthChange,
            @Nullable OutlierDetector earlier) {
        this.config = config;
        this.scheduler = scheduler;
        this.random = random;
        this.onHealthChange = onHealthChange;
        this.machine = earlier == null ? new OutlierMachine<>(config) : earlier.machine;
        this.stats = earlier == null ? new OutlierStats() : earlier.stats;
        machine.configure(config);
    }

    OutlierStats stats() {
        return stats;
    }

    void start() {
        timer = scheduler.schedule(config.interval(), this::interval);
    }

    /** The cluster's endpoints are these now. */
    void hostsChanged(Collection<Endpoint> endpoints) {
        machine.hostsChanged(endpoints);
        stats.active(machine.ejectedCount());
        endpoints.forEach(endpoint ->
                endpoint.outlier().enable(config, kind -> scheduler.execute(() -> detected(endpoint, kind))));
    }

    void close() {
        closed = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    private void detected(Endpoint endpoint, OutlierKind kind) {
        if (closed) {
            return;
        }
        OutlierMachine.Draws draws = new OutlierMachine.Draws(random.nextInt(100), random.nextDouble());
        perform(List.of(machine.detected(endpoint, kind, scheduler.nanoTime(), draws)));
    }

    private void interval() {
        if (closed) {
            return;
        }
        perform(machine.interval(scheduler.nanoTime()));
        timer = scheduler.schedule(config.interval(), this::interval);
    }

    private void perform(List<OutlierMachine.Effect<Endpoint>> effects) {
        boolean changed = false;
        for (OutlierMachine.Effect<Endpoint> effect : effects) {
            stats.count(effect);
            changed |= perform(effect);
        }
        stats.active(machine.ejectedCount());
        if (changed) {
            onHealthChange.run();
        }
    }

    private static boolean perform(OutlierMachine.Effect<Endpoint> effect) {
        switch (effect) {
            case OutlierMachine.Effect.Eject<Endpoint> eject -> {
                eject.host().ejected(true);
                eject.host().outlier().reset(eject.kind());
                return true;
            }
            case OutlierMachine.Effect.Uneject<Endpoint> uneject -> {
                uneject.host().ejected(false);
                uneject.host().outlier().reset();
                return true;
            }
            case OutlierMachine.Effect.Skipped<Endpoint> skipped -> {
                if (skipped.reason() != OutlierMachine.Reason.ALREADY_EJECTED) {
                    skipped.host().outlier().reset(skipped.kind());
                }
                return false;
            }
        }
    }
}
