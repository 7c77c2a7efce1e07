// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.state;

import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/** Names a service. */
public record ServiceName(String namespace, String name) implements Comparable<ServiceName> {
    private static final Comparator<ServiceName> ORDER =
            Comparator.comparing(ServiceName::namespace).thenComparing(ServiceName::name);
    private static final String SUFFIX = ".svc.cluster.local";

    public ServiceName {
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(name);
    }

    /** The name it is called by, in full. */
    public String host() {
        return name + "." + namespace + SUFFIX;
    }

    /** Reads a short, namespaced or full name, as Istio does; empty for any other host. */
    public static Optional<ServiceName> ofHost(String host, String namespace) {
        String bare = host.endsWith(SUFFIX)
                ? host.substring(0, host.length() - SUFFIX.length())
                : host.endsWith(".svc") ? host.substring(0, host.length() - 4) : host;
        String[] parts = bare.split("\\.", -1);
        return switch (parts.length) {
            case 1 ->
                parts[0].isEmpty() || bare.length() != host.length()
                        ? Optional.empty()
                        : Optional.of(new ServiceName(namespace, parts[0]));
            case 2 -> Optional.of(new ServiceName(parts[1], parts[0]));
            default -> Optional.empty();
        };
    }

    @Override
    public int compareTo(ServiceName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
