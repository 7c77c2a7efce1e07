// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.admin;

import io.mainstay.engine.core.Address;
import io.mainstay.engine.core.Node;
import io.mainstay.proxy.admin.dump.DumpedResource;
import io.mainstay.proxy.cluster.Cluster;
import io.mainstay.proxy.filter.FilterCatalog;
import io.mainstay.proxy.tls.CertificateWatch;
import io.mainstay.proxy.tls.CertificatesInUse;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** What the admin pages show, as of now. Any thread; must not wait. */
public interface ProxyView {
    /** Version and build of the program. */
    String version();

    Node node();

    long uptimeSeconds();

    /** How many processes this one's listening sockets were handed on by; 0 for the first. */
    int generation();

    /** Active listeners, in order. */
    List<ListenerStatus> listeners();

    /** Active clusters, in order. */
    List<Cluster> clusters();

    /** What all TLS contexts show and trust. */
    List<CertificatesInUse> certificates();

    /** How long those that are shown still last. */
    List<CertificateWatch.Expiry> expiries();

    /** Event loops. */
    int concurrency();

    /** Wall clock. */
    Instant now();

    /** The HTTP filters whose configuration may stand in {@link #resources()}. */
    FilterCatalog filters();

    /** Every resource in use, being warmed or refused, as it was received. */
    List<DumpedResource> resources();

    /**
     * A listener.
     *
     * @param addresses it is bound to, ports resolved
     */
    record ListenerStatus(String name, List<Address> addresses) {
        public ListenerStatus {
            Objects.requireNonNull(name);
            addresses = List.copyOf(addresses);
        }
    }
}
