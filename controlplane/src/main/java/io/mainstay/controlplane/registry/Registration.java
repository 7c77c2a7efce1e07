// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.registry;

import io.mainstay.controlplane.state.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** The answer to an announcement. */
public sealed interface Registration {
    /**
     * The workload is in the mesh.
     *
     * @param spiffeId to ask a certificate for
     * @param lease    renew within this time
     */
    record Accepted(String spiffeId, List<Outbound> outbound, Duration lease) implements Registration {
        public Accepted {
            Objects.requireNonNull(spiffeId);
            outbound = List.copyOf(outbound);
            Objects.requireNonNull(lease);
        }
    }

    /** It is not: something in the announcement is wrong. */
    record Invalid(String message) implements Registration {
        public Invalid {
            Objects.requireNonNull(message);
        }
    }

    /** It is not: another host runs a workload of this name. */
    record Taken(String host) implements Registration {
        public Taken {
            Objects.requireNonNull(host);
        }
    }

    /**
     * A service the workload can call.
     *
     * @param virtualPort on its outbound address
     */
    record Outbound(ServiceName service, int servicePort, String portName, int virtualPort) {
        public Outbound {
            Objects.requireNonNull(service);
            Objects.requireNonNull(portName);
        }
    }
}
