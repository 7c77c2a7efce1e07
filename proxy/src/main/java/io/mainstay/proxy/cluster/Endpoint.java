// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import io.mainstay.engine.core.Address;
import io.mainstay.engine.core.Metadata;
import io.mainstay.engine.endpoint.EndpointConfig;
import io.mainstay.engine.endpoint.HostHealth;
import io.mainstay.model.Locality;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * One endpoint of a cluster with its runtime state, shared by all event loops. The object lives as long as the endpoint stays in the cluster
 * at the same address: what a new assignment says of it is put into it. Pools may use it as a key, by identity.
 */
public final class Endpoint {
    private final Address address;
    private final SocketAddress socketAddress;
    private final EndpointStats stats = new EndpointStats();
    private final OutlierMonitor outlier = new OutlierMonitor();
    private final Optional<Endpoint> self = Optional.of(this);
    private volatile EndpointConfig config;
    private volatile Locality locality;
    private volatile boolean ejected;
    private volatile boolean removed;

    /**
     * An endpoint.
     *
     * @param address an IP literal and port, or a pipe: names were resolved before
     */
    Endpoint(Address address, EndpointConfig config, Locality locality) {
        this.address = address;
        this.socketAddress = socketAddress(address);
        this.config = config;
        this.locality = locality;
    }

    private static SocketAddress socketAddress(Address address) {
        return switch (address) {
            case Address.Socket socket -> IpLiterals.socketAddress(socket);
            case Address.Pipe pipe ->
                new DomainSocketAddress(
                        pipe.path().startsWith("@") ? '\0' + pipe.path().substring(1) : pipe.path());
        };
    }

    public Address address() {
        return address;
    }

    /** Where to connect: {@link InetSocketAddress}, resolved, or {@link DomainSocketAddress}. */
    public SocketAddress socketAddress() {
        return socketAddress;
    }

    /** Name for {@code auto_host_rewrite} and SNI; empty when there is none. */
    public String hostname() {
        return config.hostname();
    }

    public Metadata metadata() {
        return config.metadata();
    }

    public Locality locality() {
        return locality;
    }

    public int weight() {
        return Math.max(1, config.weight());
    }

    public EndpointStats stats() {
        return stats;
    }

    /** Where results of exchanges with this endpoint are reported. */
    public OutlierMonitor outlier() {
        return outlier;
    }

    /** Health from all sources together. */
    public HostHealth health() {
        return ejected ? HostHealth.UNHEALTHY : config.health().toHostHealth();
    }

    /** Whether outlier detection holds it out. */
    public boolean ejected() {
        return ejected;
    }

    /** Whether it has left its cluster: pools close its idle connections and make no new ones. It never comes back as this object. */
    public boolean removed() {
        return removed;
    }

    /** Itself as a choice, without allocating. */
    Optional<Endpoint> chosen() {
        return self;
    }

    void update(EndpointConfig newConfig, Locality newLocality) {
        config = newConfig;
        locality = newLocality;
    }

    void ejected(boolean now) {
        ejected = now;
    }

    void remove() {
        removed = true;
        outlier.disable();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
