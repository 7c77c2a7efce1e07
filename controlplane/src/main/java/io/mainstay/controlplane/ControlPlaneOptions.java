// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane;

import io.mainstay.controlplane.api.ApiServer;
import io.mainstay.controlplane.state.MtlsMode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a control plane is told at its start.
 *
 * @param mesh        the tenant
 * @param trustDomain of its identities
 * @param state       folder of store and authority; made when absent
 * @param mtlsMode    for workloads no policy speaks of
 * @param listen      where nodes connect, over mTLS; port 0: any
 * @param serverNames DNS names and addresses by which nodes reach it, for its certificate
 * @param api         where the API listens
 * @param metrics     where metrics and health are read; empty: nowhere
 * @param version     of this program
 */
public record ControlPlaneOptions(
        String mesh,
        String trustDomain,
        Path state,
        MtlsMode mtlsMode,
        InetSocketAddress listen,
        List<String> serverNames,
        ApiServer.Endpoints api,
        Optional<InetSocketAddress> metrics,
        String version) {
    public ControlPlaneOptions {
        Objects.requireNonNull(mesh);
        Objects.requireNonNull(trustDomain);
        Objects.requireNonNull(state);
        Objects.requireNonNull(mtlsMode);
        Objects.requireNonNull(listen);
        serverNames = List.copyOf(serverNames);
        Objects.requireNonNull(api);
        Objects.requireNonNull(metrics);
        Objects.requireNonNull(version);
    }
}
