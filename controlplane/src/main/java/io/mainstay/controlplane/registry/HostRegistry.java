// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.registry;

import io.mainstay.controlplane.ca.WorkloadDirectory;
import io.mainstay.controlplane.config.MeshKeeper;
import io.mainstay.controlplane.config.ResourceStore;
import io.mainstay.controlplane.kind.CheckedText;
import io.mainstay.controlplane.kind.KindCatalog;
import io.mainstay.controlplane.kind.StoredResource;
import io.mainstay.controlplane.resource.ResourceKey;
import io.mainstay.controlplane.state.MeshService;
import io.mainstay.controlplane.state.MeshSnapshot;
import io.mainstay.controlplane.state.MeshWorkload;
import io.mainstay.controlplane.state.ServicePort;
import io.mainstay.controlplane.state.ServicePortName;
import io.mainstay.controlplane.state.WorkloadName;
import io.mainstay.controlplane.store.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workloads that hosts announce. Registering writes a {@code WorkloadEntry}, so it survives a restart of the control plane; keeping
 * alive touches memory only. A workload belongs to the host that announced it until it is deregistered or forgotten. Any thread.
 */
public final class HostRegistry implements WorkloadDirectory, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(HostRegistry.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofMillis(500);

    private final ResourceStore resources;
    private final KindCatalog kinds;
    private final MeshKeeper keeper;
    private final Leases leases;
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("leases").daemon().factory());

    public HostRegistry(ResourceStore resources, KindCatalog kinds, MeshKeeper keeper, InstantSource clock) {
        this.resources = resources;
        this.kinds = kinds;
        this.keeper = keeper;
        this.leases = new Leases(clock);
    }

    /** Gives what an earlier run registered a lease to begin with, then looks at the leases now and then. */
    public void start() {
        adopt();
        var _ = ticker.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    void adopt() {
        keeper.snapshot().workloads().values().stream()
                .filter(workload -> workload.enrolment().isPresent())
                .forEach(workload -> leases.renew(workload.name()));
    }

    /** Registers, or replaces what the same host registered under this name. Returns when proxies are about to be told. */
    public Registration register(String host, Announcement announcement) throws InterruptedException {
        Optional<String> owner = owner(announcement.name());
        if (owner.isPresent() && !owner.get().equals(host) && leases.alive(announcement.name())) {
            return new Registration.Taken(owner.get());
        }
        CheckedText checked = kinds.checkOwn(
                resources.mesh(),
                WorkloadEntries.json(host, announcement),
                announcement.name().namespace());
        if (!checked.problems().isEmpty()) {
            return new Registration.Invalid(String.join(
                    "; ",
                    checked.problems().stream()
                            .map(problem -> problem.problem().toString())
                            .toList()));
        }
        ResourceStore.Outcome outcome = resources.write(StoredResource.REGISTRY, checked.documents(), List.of());
        leases.renew(announcement.name());
        publishHealth();
        MeshSnapshot mesh = keeper.awaitRevision(outcome.revision(), PATIENCE).orElseGet(keeper::snapshot);
        MeshWorkload workload = mesh.workloads().get(announcement.name());
        if (workload == null) {
            return new Registration.Invalid("another workload has this address and port");
        }
        return new Registration.Accepted(
                workload.spiffeId(mesh.trustDomain()),
                outbound(mesh, announcement.name().namespace()),
                Leases.LEASE);
    }

    private static List<Registration.Outbound> outbound(MeshSnapshot mesh, String namespace) {
        List<Registration.Outbound> outbound = new ArrayList<>();
        for (ServicePortName name : mesh.callable(namespace)) {
            Optional<ServicePort> port =
                    mesh.service(name.service()).flatMap((MeshService service) -> service.port(name.port()));
            if (port.isPresent() && port.get().virtualPort() > 0) {
                outbound.add(new Registration.Outbound(
                        name.service(),
                        name.port(),
                        port.get().name(),
                        port.get().virtualPort()));
            }
        }
        return outbound;
    }

    private Optional<String> owner(WorkloadName name) {
        return Optional.ofNullable(keeper.snapshot().workloads().get(name))
                .flatMap(MeshWorkload::enrolment)
                .map(MeshWorkload.Enrolment::host);
    }

    /** Takes workloads of this host out of the mesh; names that are not its own are left alone. */
    public void deregister(String host, Collection<WorkloadName> names) {
        List<WorkloadName> own = names.stream()
                .filter(name -> owner(name).filter(host::equals).isPresent())
                .toList();
        remove(own);
        leases.drop(own);
        publishHealth();
    }

    private void remove(Collection<WorkloadName> names) {
        List<ResourceKey> keys = names.stream()
                .map(name -> WorkloadEntries.key(resources.mesh(), name))
                .toList();
        if (!keys.isEmpty()) {
            resources.write(StoredResource.REGISTRY, List.of(), keys);
        }
    }

    /** Keeps workloads alive; returns those that are not known as this host's and must be registered again. */
    public List<WorkloadName> renew(String host, Collection<WorkloadName> names) {
        List<WorkloadName> unknown = new ArrayList<>();
        for (WorkloadName name : names) {
            if (leases.knows(name) && owner(name).filter(host::equals).isPresent()) {
                leases.renew(name);
            } else {
                unknown.add(name);
            }
        }
        publishHealth();
        return unknown;
    }

    /** How often to renew at the latest. */
    public Duration lease() {
        return Leases.LEASE;
    }

    @Override
    public boolean isEnrolled(String host, String spiffeId) {
        MeshSnapshot mesh = keeper.snapshot();
        return mesh.onHost(host).stream()
                .anyMatch(workload -> workload.spiffeId(mesh.trustDomain()).equals(spiffeId));
    }

    void tick() {
        try {
            Leases.Standing standing = publishHealth();
            if (!standing.gone().isEmpty()) {
                LOGGER.warn("workloads removed, their hosts have been silent: {}", standing.gone());
                remove(standing.gone());
                leases.drop(standing.gone());
            }
        } catch (StoreException e) {
            LOGGER.warn("silent workloads stay for now: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOGGER.error("internal error: leases could not be looked at", e);
        }
    }

    private Leases.Standing publishHealth() {
        Leases.Standing standing = leases.standing();
        Set<WorkloadName> unhealthy = new TreeSet<>(standing.unhealthy());
        unhealthy.addAll(standing.gone());
        keeper.unhealthy(unhealthy);
        return standing;
    }

    @Override
    public void close() {
        ticker.shutdownNow();
    }
}
