// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.state;

import java.util.List;
import java.util.Objects;

/**
 * Where traffic enters the mesh.
 *
 * @param listeners in the order written
 */
public record MeshGateway(String namespace, String name, List<Listener> listeners) {
    public MeshGateway {
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(name);
        listeners = List.copyOf(listeners);
    }

    /**
     * One port of it.
     *
     * @param hostname         empty: any
     * @param allowedNamespace whose routes may attach; empty: all
     * @param hosts            what is served there, by host name, most specific first
     */
    public record Listener(String name, int port, String hostname, String allowedNamespace, List<Host> hosts) {
        public Listener {
            Objects.requireNonNull(name);
            Objects.requireNonNull(hostname);
            Objects.requireNonNull(allowedNamespace);
            hosts = List.copyOf(hosts);
        }
    }

    /**
     * The rules of one host name.
     *
     * @param hostname {@code *} for any, {@code *.example.org} for all below it
     */
    public record Host(String hostname, List<HttpRule> rules) {
        public Host {
            Objects.requireNonNull(hostname);
            rules = List.copyOf(rules);
        }
    }
}
