// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.state;

import java.util.Objects;

/**
 * One port of a service.
 *
 * @param name        empty when it has none
 * @param port        what callers use
 * @param targetPort  a number, or the name of a workload's port
 * @param serverFirst the server speaks first
 * @param virtualPort where callers in explicit mode find it, 20000..32767; 0 while none is assigned
 */
public record ServicePort(
        String name, int port, String targetPort, Protocol protocol, boolean serverFirst, int virtualPort) {
    public ServicePort {
        Objects.requireNonNull(name);
        Objects.requireNonNull(targetPort);
        Objects.requireNonNull(protocol);
    }

    ServicePort withVirtualPort(int assigned) {
        return new ServicePort(name, port, targetPort, protocol, serverFirst, assigned);
    }
}
