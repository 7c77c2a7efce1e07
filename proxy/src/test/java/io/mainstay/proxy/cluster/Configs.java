// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import io.mainstay.engine.cluster.CircuitBreakers;
import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.cluster.Discovery;
import io.mainstay.engine.cluster.LoadBalancing;
import io.mainstay.engine.cluster.OutlierDetection;
import io.mainstay.engine.cluster.UpstreamConnectionOptions;
import io.mainstay.engine.cluster.UpstreamHttpOptions;
import io.mainstay.engine.core.Address;
import io.mainstay.engine.core.ConfigSource;
import io.mainstay.engine.core.Metadata;
import io.mainstay.engine.endpoint.EndpointAssignment;
import io.mainstay.engine.endpoint.EndpointConfig;
import io.mainstay.engine.endpoint.LocalityEndpoints;
import io.mainstay.model.Locality;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Configurations for tests. */
public final class Configs {
    private Configs() {}

    public static ClusterConfig cluster(String name, Discovery discovery) {
        return new ClusterConfig(
                name,
                "",
                discovery,
                Duration.ofSeconds(5),
                1 << 20,
                LoadBalancing.DEFAULT,
                CircuitBreakers.DEFAULT,
                Optional.empty(),
                Optional.empty(),
                UpstreamHttpOptions.DEFAULT,
                UpstreamConnectionOptions.DEFAULT,
                Metadata.EMPTY);
    }

    public static ClusterConfig with(ClusterConfig base, OutlierDetection outlier) {
        return new ClusterConfig(
                base.name(),
                base.altStatName(),
                base.discovery(),
                base.connectTimeout(),
                base.perConnectionBufferLimitBytes(),
                base.loadBalancing(),
                base.circuitBreakers(),
                Optional.of(outlier),
                base.tls(),
                base.http(),
                base.connection(),
                base.metadata());
    }

    public static ClusterConfig with(ClusterConfig base, UpstreamHttpOptions http) {
        return new ClusterConfig(
                base.name(),
                base.altStatName(),
                base.discovery(),
                base.connectTimeout(),
                base.perConnectionBufferLimitBytes(),
                base.loadBalancing(),
                base.circuitBreakers(),
                base.outlierDetection(),
                base.tls(),
                http,
                base.connection(),
                base.metadata());
    }

    public static ClusterConfig with(ClusterConfig base, CircuitBreakers breakers) {
        return new ClusterConfig(
                base.name(),
                base.altStatName(),
                base.discovery(),
                base.connectTimeout(),
                base.perConnectionBufferLimitBytes(),
                base.loadBalancing(),
                breakers,
                base.outlierDetection(),
                base.tls(),
                base.http(),
                base.connection(),
                base.metadata());
    }

    public static Discovery.Static fixed(String... addresses) {
        return new Discovery.Static(assignment(addresses));
    }

    public static Discovery.Dns dns(boolean respectTtl, String... addresses) {
        return new Discovery.Dns(
                assignment(addresses), false, Duration.ofSeconds(8), respectTtl, Discovery.DnsFamily.V4_ONLY);
    }

    public static Discovery.Eds eds(String service) {
        return new Discovery.Eds(service, new ConfigSource.Ads(Duration.ofSeconds(15)));
    }

    static EndpointAssignment assignment(String... addresses) {
        return new EndpointAssignment(
                "test",
                List.of(new LocalityEndpoints(
                        Locality.UNKNOWN,
                        0,
                        0,
                        Arrays.stream(addresses)
                                .map(text -> EndpointConfig.of(address(text)))
                                .toList(),
                        Metadata.EMPTY)),
                EndpointAssignment.DEFAULT_OVERPROVISIONING,
                false);
    }

    static Address address(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        return new Address.Socket(hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
    }
}
