// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.node;

import io.mainstay.model.Locality;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A host, as its node was told.
 *
 * @param host         name of the host; last part of its identity
 * @param role         what it is for
 * @param address      where other hosts reach its workloads
 * @param network      in which that address has meaning; empty: the default one
 * @param controlPlane host and port of the control plane's mTLS port
 * @param trustDomain  of the mesh
 * @param stateFolder  what must survive a restart
 * @param runFolder    sockets
 */
public record NodeConfig(
        String host,
        Role role,
        String address,
        Locality locality,
        String network,
        HostPort controlPlane,
        String trustDomain,
        Path stateFolder,
        Path runFolder) {
    /** What a host is for. */
    public enum Role {
        NODE,
        GATEWAY
    }

    /** A host and a port. */
    public record HostPort(String host, int port) {
        public HostPort {
            Objects.requireNonNull(host);
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    public NodeConfig {
        Objects.requireNonNull(host);
        Objects.requireNonNull(role);
        Objects.requireNonNull(address);
        Objects.requireNonNull(locality);
        Objects.requireNonNull(network);
        Objects.requireNonNull(controlPlane);
        Objects.requireNonNull(trustDomain);
        Objects.requireNonNull(stateFolder);
        Objects.requireNonNull(runFolder);
    }

    /** Where {@code run} finds this node. */
    public Path controlSocket() {
        return runFolder.resolve("node.sock");
    }

    /** Where the next process of this host finds the sockets that this one listens on. */
    public Path handoverSocket() {
        return runFolder.resolve("next.sock");
    }

    public Path adminSocket() {
        return runFolder.resolve("admin.sock");
    }
}
