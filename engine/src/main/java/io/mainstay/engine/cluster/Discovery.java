// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.cluster;

import io.mainstay.engine.core.ConfigSource;
import io.mainstay.engine.endpoint.EndpointAssignment;
import java.time.Duration;
import java.util.Objects;

/** Where a cluster's endpoints come from ({@code type}). */
public sealed interface Discovery {
    /** {@code STATIC}: addresses are IP literals or pipes. */
    record Static(EndpointAssignment endpoints) implements Discovery {
        public Static {
            Objects.requireNonNull(endpoints);
        }
    }

    /**
     * {@code STRICT_DNS} and {@code LOGICAL_DNS}: hosts are names.
     *
     * @param logical     one address at a time, taken anew for each new connection; else every address is an endpoint
     * @param refreshRate default 5 s
     * @param respectTtl  {@code respect_dns_ttl}
     * @param family      which records to ask for
     */
    record Dns(
            EndpointAssignment endpoints, boolean logical, Duration refreshRate, boolean respectTtl, DnsFamily family)
            implements Discovery {
        public Dns {
            Objects.requireNonNull(endpoints);
            Objects.requireNonNull(refreshRate);
            Objects.requireNonNull(family);
        }
    }

    /**
     * {@code EDS}.
     *
     * @param serviceName the resource to ask for: {@code service_name}, or the cluster's name
     */
    record Eds(String serviceName, ConfigSource source) implements Discovery {
        public Eds {
            Objects.requireNonNull(serviceName);
            Objects.requireNonNull(source);
        }
    }

    /** {@code DnsLookupFamily}. */
    enum DnsFamily {
        /** IPv6 if there is any, else IPv4. */
        AUTO,
        V4_ONLY,
        V6_ONLY,
        V4_PREFERRED,
        ALL
    }
}
