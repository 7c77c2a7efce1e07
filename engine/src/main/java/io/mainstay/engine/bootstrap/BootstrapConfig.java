// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.bootstrap;

import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.core.Node;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.engine.tls.SecretConfig;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a proxy starts with.
 *
 * @param node      who it is
 * @param admin     {@code admin}; empty: no admin endpoint
 * @param listeners {@code static_resources.listeners}
 * @param clusters  {@code static_resources.clusters}
 * @param secrets   {@code static_resources.secrets}
 * @param dynamic   {@code dynamic_resources}
 * @param maxConnections downstream connections at once, of all listeners ({@code overload_manager}); empty: what memory allows
 */
public record BootstrapConfig(
        Node node,
        Optional<AdminConfig> admin,
        List<ListenerConfig> listeners,
        List<ClusterConfig> clusters,
        List<SecretConfig> secrets,
        DynamicResources dynamic,
        OptionalInt maxConnections) {
    public BootstrapConfig {
        Objects.requireNonNull(node);
        Objects.requireNonNull(admin);
        listeners = List.copyOf(listeners);
        clusters = List.copyOf(clusters);
        secrets = List.copyOf(secrets);
        Objects.requireNonNull(dynamic);
        Objects.requireNonNull(maxConnections);
    }
}
