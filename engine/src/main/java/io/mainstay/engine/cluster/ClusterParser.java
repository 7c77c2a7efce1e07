// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.cluster;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.mainstay.engine.core.Address;
import io.mainstay.engine.core.AddressParser;
import io.mainstay.engine.core.ConfigSource;
import io.mainstay.engine.core.ConfigSourceParser;
import io.mainstay.engine.core.MetadataParser;
import io.mainstay.engine.core.PercentParser;
import io.mainstay.engine.endpoint.EndpointAssignment;
import io.mainstay.engine.endpoint.EndpointParser;
import io.mainstay.engine.tls.TlsParser;
import io.mainstay.engine.tls.UpstreamTls;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import io.mainstay.model.ConfigProblem.Code;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code cluster.v3.Cluster}; its table is in {@link ClusterTables}. */
@SuppressWarnings("deprecation") // control planes still send the deprecated forms
public final class ClusterParser {
    private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration DEFAULT_DNS_REFRESH = Duration.ofSeconds(5);
    private static final int DEFAULT_BUFFER_LIMIT_BYTES = 1024 * 1024;

    private ClusterParser() {}

    public static ClusterConfig parse(Cluster cluster, Problems problems) {
        return new ClusterConfig(
                Read.required(cluster.getName(), problems, "name"),
                cluster.getAltStatName(),
                discovery(cluster, problems),
                Read.positive(
                        cluster.hasConnectTimeout(),
                        cluster.getConnectTimeout(),
                        DEFAULT_CONNECT_TIMEOUT,
                        problems,
                        "connect_timeout"),
                Read.number(
                        cluster.hasPerConnectionBufferLimitBytes(),
                        cluster.getPerConnectionBufferLimitBytes(),
                        DEFAULT_BUFFER_LIMIT_BYTES,
                        Read.Range.ANY,
                        problems,
                        "per_connection_buffer_limit_bytes"),
                loadBalancing(cluster, problems),
                BreakersParser.breakers(cluster.getCircuitBreakers(), problems.in("circuit_breakers")),
                cluster.hasOutlierDetection()
                        ? Optional.of(
                                BreakersParser.outlier(cluster.getOutlierDetection(), problems.in("outlier_detection")))
                        : Optional.empty(),
                transportSocket(cluster, problems.in("transport_socket")),
                UpstreamHttpParser.parse(cluster, problems),
                connection(cluster, problems),
                MetadataParser.parse(cluster.getMetadata()));
    }

    private static Optional<UpstreamTls> transportSocket(Cluster cluster, Problems problems) {
        if (!cluster.hasTransportSocket()) {
            return Optional.empty();
        }
        Read.required(cluster.getTransportSocket().getName(), problems, "name");
        return TlsParser.upstream(cluster.getTransportSocket().getTypedConfig(), problems.in("typed_config"));
    }

    private static Discovery discovery(Cluster cluster, Problems problems) {
        if (cluster.hasClusterType()) {
            return new Discovery.Static(EndpointAssignment.empty(cluster.getName()));
        }
        return switch (cluster.getType()) {
            case STATIC -> new Discovery.Static(assignment(cluster, false, problems));
            case STRICT_DNS -> dns(cluster, false, problems);
            case LOGICAL_DNS -> dns(cluster, true, problems);
            case EDS -> eds(cluster, problems);
            case ORIGINAL_DST, UNRECOGNIZED -> {
                problems.unsupported(
                        "type",
                        Read.word(cluster.getType(), cluster.getTypeValue())
                                + " (expected: STATIC, STRICT_DNS, LOGICAL_DNS or EDS)");
                yield new Discovery.Static(EndpointAssignment.empty(cluster.getName()));
            }
        };
    }

    private static EndpointAssignment assignment(Cluster cluster, boolean named, Problems problems) {
        if (cluster.hasEdsClusterConfig()) {
            problems.in("eds_cluster_config").add(Code.CONFLICT, "needs type EDS");
        }
        if (!cluster.hasLoadAssignment()) {
            return EndpointAssignment.empty(cluster.getName());
        }
        Problems at = problems.in("load_assignment");
        return named
                ? EndpointParser.parseNamed(cluster.getLoadAssignment(), at)
                : EndpointParser.parse(cluster.getLoadAssignment(), at);
    }

    private static Discovery dns(Cluster cluster, boolean logical, Problems problems) {
        EndpointAssignment endpoints = assignment(cluster, true, problems);
        if (endpoints.endpoints().stream().anyMatch(e -> !(e.address() instanceof Address.Socket))) {
            problems.in("load_assignment").add(Code.INVALID_VALUE, "a pipe has no name to resolve");
        }
        if (logical && endpoints.endpoints().size() != 1) {
            problems.in("load_assignment")
                    .add(
                            Code.INVALID_VALUE,
                            endpoints.endpoints().size() + " endpoints (expected: LOGICAL_DNS has exactly one)");
        }
        Discovery.DnsFamily family =
                switch (cluster.getDnsLookupFamily()) {
                    case AUTO -> Discovery.DnsFamily.AUTO;
                    case V4_ONLY -> Discovery.DnsFamily.V4_ONLY;
                    case V6_ONLY -> Discovery.DnsFamily.V6_ONLY;
                    case V4_PREFERRED -> Discovery.DnsFamily.V4_PREFERRED;
                    case ALL -> Discovery.DnsFamily.ALL;
                    case UNRECOGNIZED -> {
                        problems.invalid("dns_lookup_family", "unknown value " + cluster.getDnsLookupFamilyValue());
                        yield Discovery.DnsFamily.AUTO;
                    }
                };
        Duration refresh = Read.duration(
                cluster.hasDnsRefreshRate(),
                cluster.getDnsRefreshRate(),
                DEFAULT_DNS_REFRESH,
                problems,
                "dns_refresh_rate");
        if (refresh.compareTo(Duration.ofMillis(1)) <= 0) {
            problems.invalid("dns_refresh_rate", refresh + " (expected: more than 1ms)");
        }
        return new Discovery.Dns(endpoints, logical, refresh, cluster.getRespectDnsTtl(), family);
    }

    private static Discovery eds(Cluster cluster, Problems problems) {
        if (cluster.hasLoadAssignment()) {
            problems.in("load_assignment").add(Code.CONFLICT, "the endpoints of an EDS cluster come from EDS");
        }
        Problems at = problems.in("eds_cluster_config");
        ConfigSource source;
        if (cluster.getEdsClusterConfig().hasEdsConfig()) {
            source = ConfigSourceParser.aggregated(cluster.getEdsClusterConfig().getEdsConfig(), at.in("eds_config"));
        } else {
            at.missing("eds_config");
            source = new ConfigSource.Ads(Duration.ZERO);
        }
        String service = cluster.getEdsClusterConfig().getServiceName();
        return new Discovery.Eds(service.isEmpty() ? cluster.getName() : service, source);
    }

    private static LoadBalancing loadBalancing(Cluster cluster, Problems problems) {
        LoadBalancing.Policy policy =
                switch (cluster.getLbPolicy()) {
                    case ROUND_ROBIN -> LoadBalancing.Policy.ROUND_ROBIN;
                    case LEAST_REQUEST -> LoadBalancing.Policy.LEAST_REQUEST;
                    case RANDOM -> LoadBalancing.Policy.RANDOM;
                    case RING_HASH, MAGLEV, CLUSTER_PROVIDED, LOAD_BALANCING_POLICY_CONFIG, UNRECOGNIZED -> {
                        problems.unsupported(
                                "lb_policy",
                                Read.word(cluster.getLbPolicy(), cluster.getLbPolicyValue())
                                        + " (expected: ROUND_ROBIN, LEAST_REQUEST or RANDOM)");
                        yield LoadBalancing.Policy.ROUND_ROBIN;
                    }
                };
        var common = cluster.getCommonLbConfig();
        var least = cluster.getLeastRequestLbConfig();
        double bias =
                least.hasActiveRequestBias() ? least.getActiveRequestBias().getDefaultValue() : 1.0;
        if (!(bias >= 0)) {
            problems.invalid("least_request_lb_config.active_request_bias", bias + " (expected: 0 or more)");
        }
        return new LoadBalancing(
                policy,
                PercentParser.percent(
                        common.hasHealthyPanicThreshold(),
                        common.getHealthyPanicThreshold(),
                        LoadBalancing.DEFAULT.panicThresholdPercent(),
                        problems.in("common_lb_config"),
                        "healthy_panic_threshold"),
                common.hasLocalityWeightedLbConfig(),
                common.getCloseConnectionsOnHostSetChange(),
                Read.number(
                        least.hasChoiceCount(),
                        least.getChoiceCount(),
                        2,
                        Read.Range.of(2, Read.Range.ANY.to()),
                        problems.in("least_request_lb_config"),
                        "choice_count"),
                bias);
    }

    private static UpstreamConnectionOptions connection(Cluster cluster, Problems problems) {
        var keepalive = cluster.getUpstreamConnectionOptions().getTcpKeepalive();
        Problems at = problems.in("upstream_connection_options").in("tcp_keepalive");
        Optional<Address.Socket> source = cluster.getUpstreamBindConfig().hasSourceAddress()
                ? Optional.of(AddressParser.socket(
                        cluster.getUpstreamBindConfig().getSourceAddress(),
                        false,
                        problems.in("upstream_bind_config").in("source_address")))
                : Optional.empty();
        return new UpstreamConnectionOptions(
                cluster.getUpstreamConnectionOptions().hasTcpKeepalive(),
                Read.number(
                        keepalive.hasKeepaliveProbes(),
                        keepalive.getKeepaliveProbes(),
                        0,
                        Read.Range.ANY,
                        at,
                        "keepalive_probes"),
                Read.number(
                        keepalive.hasKeepaliveTime(),
                        keepalive.getKeepaliveTime(),
                        0,
                        Read.Range.ANY,
                        at,
                        "keepalive_time"),
                Read.number(
                        keepalive.hasKeepaliveInterval(),
                        keepalive.getKeepaliveInterval(),
                        0,
                        Read.Range.ANY,
                        at,
                        "keepalive_interval"),
                source);
    }
}
