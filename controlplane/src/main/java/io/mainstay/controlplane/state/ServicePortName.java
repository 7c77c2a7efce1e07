// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.state;

import java.util.Comparator;
import java.util.Objects;

/** Names one port of a service. */
public record ServicePortName(ServiceName service, int port) implements Comparable<ServicePortName> {
    private static final Comparator<ServicePortName> ORDER =
            Comparator.comparing(ServicePortName::service).thenComparingInt(ServicePortName::port);

    public ServicePortName {
        Objects.requireNonNull(service);
    }

    @Override
    public int compareTo(ServicePortName other) {
        return ORDER.compare(this, other);
    }
}
