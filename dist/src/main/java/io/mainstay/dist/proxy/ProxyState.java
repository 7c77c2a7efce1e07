// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import io.mainstay.engine.bootstrap.BootstrapConfig;
import io.mainstay.engine.core.Address;
import io.mainstay.engine.core.Node;
import io.mainstay.proxy.admin.ProxyControl;
import io.mainstay.proxy.admin.ProxyView;
import io.mainstay.proxy.admin.dump.DumpedResource;
import io.mainstay.proxy.cluster.Cluster;
import io.mainstay.proxy.cluster.ClusterDirectory;
import io.mainstay.proxy.filter.FilterCatalog;
import io.mainstay.proxy.listener.Listeners;
import io.mainstay.proxy.tls.CertificateWatch;
import io.mainstay.proxy.tls.CertificatesInUse;
import io.mainstay.proxy.tls.SecretStore;
import io.mainstay.proxy.xds.XdsDiscovery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What a proxy process shows to its admin endpoint and takes from it. Any thread. */
final class ProxyState implements ProxyControl, ProxyView {
    private final ProxyProcess process;
    private final BootstrapConfig bootstrap;
    private final String version;
    private final ClusterDirectory clusters;
    private final Listeners listeners;
    private final XdsDiscovery xds;
    private final Certificates certificates;
    private final long startNanos = System.nanoTime();
    private volatile State current = State.PRE_INITIALIZING;
    private volatile boolean failing;
    private volatile int generation;
    private volatile Optional<Address> admin = Optional.empty();

    ProxyState(
            ProxyProcess process,
            BootstrapConfig bootstrap,
            String version,
            ClusterDirectory clusters,
            Listeners listeners,
            XdsDiscovery xds,
            Certificates certificates) {
        this.process = process;
        this.bootstrap = bootstrap;
        this.version = version;
        this.clusters = clusters;
        this.listeners = listeners;
        this.xds = xds;
        this.certificates = certificates;
    }

    /**
     * What is known of certificates.
     *
     * @param secrets where TLS contexts have them from
     * @param watch   how long they last
     * @param clock   wall clock
     */
    record Certificates(SecretStore secrets, CertificateWatch watch, InstantSource clock) {}

    void enter(State next) {
        current = next;
    }

    void admin(Address bound) {
        admin = Optional.of(bound);
    }

    Optional<Address> admin() {
        return admin;
    }

    @Override
    public State state() {
        if (current != State.LIVE) {
            return current;
        }
        if (failing) {
            return State.DRAINING;
        }
        return xds.status().complete() ? State.LIVE : State.INITIALIZING;
    }

    @Override
    public void failHealthChecks(boolean fail) {
        failing = fail;
    }

    @Override
    public void drainListeners(boolean inboundOnly, boolean graceful) {
        if (!inboundOnly) {
            current = State.DRAINING;
        }
        process.drainListeners(inboundOnly, graceful);
    }

    @Override
    public void quit() {
        Thread.ofVirtual().start(process::shutDown);
    }

    @Override
    public FilterCatalog filters() {
        return BuiltInFilters.catalog();
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public Node node() {
        return bootstrap.node();
    }

    @Override
    public long uptimeSeconds() {
        return Duration.ofNanos(System.nanoTime() - startNanos).toSeconds();
    }

    void generation(int number) {
        generation = number;
    }

    @Override
    public int generation() {
        return generation;
    }

    @Override
    public List<ListenerStatus> listeners() {
        return listeners.statuses().stream()
                .map(status -> new ListenerStatus(status.config().name(), status.addresses()))
                .toList();
    }

    @Override
    public List<Cluster> clusters() {
        return List.copyOf(clusters.clusters().values());
    }

    @Override
    public List<CertificatesInUse> certificates() {
        return certificates.secrets().inUse();
    }

    @Override
    public List<CertificateWatch.Expiry> expiries() {
        return certificates.watch().expiries();
    }

    @Override
    public int concurrency() {
        return process.concurrency();
    }

    @Override
    public Instant now() {
        return certificates.clock().instant();
    }

    @Override
    public List<DumpedResource> resources() {
        return xds.resources();
    }
}
