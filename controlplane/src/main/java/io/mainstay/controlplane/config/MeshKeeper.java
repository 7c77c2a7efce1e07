// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.config;

import io.mainstay.controlplane.kind.KindCatalog;
import io.mainstay.controlplane.kind.ReadResource;
import io.mainstay.controlplane.metrics.Histogram;
import io.mainstay.controlplane.metrics.MetricsText;
import io.mainstay.controlplane.state.MeshDraft;
import io.mainstay.controlplane.state.MeshService;
import io.mainstay.controlplane.state.MeshSnapshot;
import io.mainstay.controlplane.state.MtlsMode;
import io.mainstay.controlplane.state.ServicePortName;
import io.mainstay.controlplane.state.WorkloadName;
import io.mainstay.controlplane.store.Store;
import io.mainstay.controlplane.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the present {@link MeshSnapshot}: rebuilt from the store when it changes and from the leases when health changes. The first
 * change is taken up at once, those that follow within the quiet time together. One thread builds; listeners are called on it.
 */
public final class MeshKeeper implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(MeshKeeper.class);
    private static final Duration QUIET = Duration.ofMillis(100);

    private final Store store;
    private final ResourceStore resources;
    private final KindCatalog kinds;
    private final String trustDomain;
    private final MtlsMode defaultMode;
    private final VirtualPorts virtualPorts;
    private final ReadResources readings;
    private final InstantSource clock;
    private final Histogram buildTime = new Histogram(.001, .003, .01, .03, .1, .3, 1, 3, 10);
    private final CopyOnWriteArrayList<Consumer<MeshSnapshot>> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread builder = Thread.ofVirtual().name("mesh-keeper").unstarted(this::run);

    // Guarded by lock.
    private Set<WorkloadName> unhealthy = Set.of();
    private boolean dirty = true;
    private boolean closed;
    private long builtRevision = -1;
    private Instant touchedAt = Instant.EPOCH;
    private Instant presentChangedAt = Instant.EPOCH;

    private volatile MeshSnapshot present;
    private Store.@Nullable Watch watch;

    public MeshKeeper(
            Store store,
            ResourceStore resources,
            KindCatalog kinds,
            String trustDomain,
            MtlsMode defaultMode,
            InstantSource clock) {
        this.store = store;
        this.resources = resources;
        this.kinds = kinds;
        this.trustDomain = trustDomain;
        this.defaultMode = defaultMode;
        this.clock = clock;
        this.readings = new ReadResources(kinds);
        this.virtualPorts = new VirtualPorts(store, resources.mesh());
        this.present = new MeshDraft(_ -> 0).finish(resources.mesh(), trustDomain, 0, defaultMode, Set.of());
    }

    /** Builds the first snapshot before it returns, then follows. */
    public void start() {
        watch = store.watch(resources.mesh(), "", store.revision(), _ -> touch());
        rebuild();
        builder.start();
    }

    public MeshSnapshot snapshot() {
        return present;
    }

    /** When the first of the changes was noticed that the present snapshot holds. */
    public Optional<Instant> changedAt() {
        lock.lock();
        try {
            return Optional.of(presentChangedAt).filter(at -> at.isAfter(Instant.EPOCH));
        } finally {
            lock.unlock();
        }
    }

    /** What is known here, for Prometheus. */
    public void metrics(MetricsText text) {
        MeshSnapshot mesh = present;
        text.gauge("pilot_services", "Services known.", mesh.services().size());
        text.gauge("mainstay_workloads", "Workloads known.", mesh.workloads().size());
        text.gauge(
                "mainstay_workloads_unhealthy",
                "Workloads whose host has been silent.",
                mesh.unhealthy().size());
        text.gauge("mainstay_mesh_revision", "Revision of the store that proxies are served from.", mesh.revision());
        text.histogram("mainstay_mesh_build_seconds", "Seconds to build a snapshot of the mesh.", buildTime);
        text.counter(
                "mainstay_resources_parsed_total", "Resources read from their text for snapshots.", readings.parsed());
    }

    /** Called with every new snapshot, on the building thread; an exception is logged. Not called with the present one. */
    public AutoCloseable follow(Consumer<MeshSnapshot> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Says which workloads have not been heard of in time. */
    public void unhealthy(Set<WorkloadName> now) {
        lock.lock();
        try {
            if (!unhealthy.equals(now)) {
                unhealthy = Set.copyOf(now);
                markDirty();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The first snapshot that holds everything up to this revision; empty when that takes longer than {@code patience}. */
    public Optional<MeshSnapshot> awaitRevision(long revision, Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lock();
        try {
            while (builtRevision < revision) {
                if (nanos <= 0) {
                    return Optional.empty();
                }
                nanos = changed.awaitNanos(nanos);
            }
            return Optional.of(present);
        } finally {
            lock.unlock();
        }
    }

    /** To be called under the lock. */
    private void markDirty() {
        if (!dirty) {
            touchedAt = clock.instant();
        }
        dirty = true;
    }

    private void touch() {
        lock.lock();
        try {
            markDirty();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (awaitDirty()) {
                rebuild();
                quiet();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitDirty() throws InterruptedException {
        lock.lock();
        try {
            while (!dirty && !closed) {
                changed.await();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void quiet() throws InterruptedException {
        long nanos = QUIET.toNanos();
        lock.lock();
        try {
            while (nanos > 0 && !closed) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void rebuild() {
        Set<WorkloadName> lost;
        Instant since;
        lock.lock();
        try {
            dirty = false;
            lost = unhealthy;
            since = touchedAt;
        } finally {
            lock.unlock();
        }
        try {
            Instant begun = clock.instant();
            MeshSnapshot snapshot = build(lost);
            buildTime.observe(Duration.between(begun, clock.instant()));
            publish(snapshot, since);
        } catch (StoreException e) {
            LOGGER.error("the mesh keeps its last snapshot: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOGGER.error("internal error: a snapshot could not be built; the last one stays", e);
        }
    }

    private MeshSnapshot build(Set<WorkloadName> lost) {
        long revision = store.revision();
        Collection<ReadResource> all = readings.read(
                resources.list().stream().map(ResourceStore.Kept::resource).toList());
        Map<ServicePortName, Integer> assigned = virtualPorts.read();
        MeshSnapshot snapshot = build(all, assigned, revision, lost);
        if (unassigned(snapshot.services().values())) {
            try {
                snapshot = build(all, virtualPorts.assign(snapshot.services().values()), revision, lost);
            } catch (StoreException e) {
                LOGGER.error("services without a virtual port stay without: {}", e.getMessage());
            }
        }
        return snapshot;
    }

    private MeshSnapshot build(
            Collection<ReadResource> all,
            Map<ServicePortName, Integer> assigned,
            long revision,
            Set<WorkloadName> lost) {
        MeshDraft draft = new MeshDraft(name -> assigned.getOrDefault(name, 0));
        kinds.merge(all, draft);
        return draft.finish(resources.mesh(), trustDomain, revision, defaultMode, lost);
    }

    private static boolean unassigned(Collection<MeshService> services) {
        return services.stream()
                .anyMatch(service -> service.ports().stream().anyMatch(port -> port.virtualPort() == 0));
    }

    private void publish(MeshSnapshot snapshot, Instant since) {
        lock.lock();
        try {
            present = snapshot;
            presentChangedAt = since;
            builtRevision = snapshot.revision();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        for (Consumer<MeshSnapshot> listener : listeners) {
            try {
                listener.accept(snapshot);
            } catch (RuntimeException e) {
                LOGGER.error("internal error: a listener failed to take a snapshot", e);
            }
        }
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            builder.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
