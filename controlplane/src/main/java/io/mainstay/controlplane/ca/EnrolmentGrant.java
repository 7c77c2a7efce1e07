// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.ca;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What the control plane keeps of an enrolment token.
 *
 * @param mesh        the mesh it lets hosts into
 * @param secretHash  {@link io.mainstay.security.EnrolmentToken#secretHash()}
 * @param hosts       host names it is good for; empty: any
 * @param expires     not accepted from this moment on
 */
public record EnrolmentGrant(String mesh, String secretHash, List<String> hosts, Instant expires) {
    public EnrolmentGrant {
        Objects.requireNonNull(mesh);
        Objects.requireNonNull(secretHash);
        hosts = List.copyOf(hosts);
        Objects.requireNonNull(expires);
    }

    boolean allowsHost(String host) {
        return hosts.isEmpty() || hosts.contains(host);
    }
}
