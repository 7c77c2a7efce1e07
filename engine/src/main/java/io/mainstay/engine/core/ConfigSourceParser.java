// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.core;

import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.engine.wire.Read;
import io.mainstay.model.ConfigProblem.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code core.v3.ConfigSource}, {@code core.v3.ApiConfigSource} and {@code core.v3.GrpcService}. */
public final class ConfigSourceParser {
    private static final MessageTable ENVOY_GRPC = MessageTable.of("envoy.config.core.v3.GrpcService.EnvoyGrpc")
            .value(1, "cluster_name")
            .rejected(2, "authority", "the server is called by the name its cluster gives")
            .inert(3, "retry_policy", "streams are opened again with back-off")
            .rejected(4, "max_receive_message_length", "messages are limited by the proxy's own setting")
            .inert(5, "skip_envoy_headers", "no such headers are sent")
            .build();

    public static final MessageTable GRPC_TABLE = MessageTable.of("envoy.config.core.v3.GrpcService")
            .message(1, "envoy_grpc", () -> ENVOY_GRPC)
            .rejected(2, "google_grpc", "use envoy_grpc with a static cluster")
            .inert(3, "timeout", "streams of configuration have no end")
            .rejectedList(5, "initial_metadata", "the proxy is known by its certificate")
            .inert(6, "retry_policy", "streams are opened again with back-off")
            .build();

    public static final MessageTable API_TABLE = MessageTable.of("envoy.config.core.v3.ApiConfigSource")
            .value(1, "api_type", "GRPC or DELTA_GRPC")
            .rejectedList(2, "cluster_names", "REST is not supported")
            .inert(3, "refresh_delay", "only REST would poll")
            .messages(4, "grpc_services", () -> GRPC_TABLE)
            .inert(5, "request_timeout", "only REST would use it")
            .inert(6, "rate_limit_settings", "requests follow responses one by one")
            .inert(7, "set_node_on_first_message_only", "the node always goes with the first request of a stream alone")
            .value(8, "transport_api_version", "V3 only")
            .rejectedList(9, "config_validators", "there are none")
            .build();

    private static final MessageTable ADS =
            MessageTable.of("envoy.config.core.v3.AggregatedConfigSource").build();

    private static final MessageTable SELF = MessageTable.of("envoy.config.core.v3.SelfConfigSource")
            .value(1, "transport_api_version", "V3 only")
            .build();

    public static final MessageTable TABLE = MessageTable.of("envoy.config.core.v3.ConfigSource")
            .rejected(1, "path", "files as a source are not supported")
            .message(2, "api_config_source", () -> API_TABLE)
            .message(3, "ads", () -> ADS)
            .value(4, "initial_fetch_timeout")
            .message(5, "self", () -> SELF)
            .value(6, "resource_api_version", "V3 only")
            .rejectedList(7, "authorities", "xdstp names are not supported")
            .rejected(8, "path_config_source", "files as a source are not supported")
            .build();

    private static final Duration DEFAULT_FETCH_TIMEOUT = Duration.ofSeconds(15);

    private ConfigSourceParser() {}

    /** A source of listeners, clusters, routes or endpoints: the aggregated stream, and nothing else. */
    public static ConfigSource aggregated(io.envoyproxy.envoy.config.core.v3.ConfigSource source, Problems problems) {
        if (source.hasApiConfigSource()) {
            problems.unsupported("api_config_source", "only secrets have a server of their own; use ads");
        }
        return parse(source, problems);
    }

    /** A source of secrets: the aggregated stream, or a server of their own. */
    public static ConfigSource parse(io.envoyproxy.envoy.config.core.v3.ConfigSource source, Problems problems) {
        Duration timeout = Read.duration(
                source.hasInitialFetchTimeout(),
                source.getInitialFetchTimeout(),
                DEFAULT_FETCH_TIMEOUT,
                problems,
                "initial_fetch_timeout");
        version(source.getResourceApiVersion(), problems, "resource_api_version");
        return switch (source.getConfigSourceSpecifierCase()) {
            case ADS -> new ConfigSource.Ads(timeout);
            case SELF -> {
                version(source.getSelf().getTransportApiVersion(), problems.in("self"), "transport_api_version");
                yield new ConfigSource.Self(timeout);
            }
            case API_CONFIG_SOURCE ->
                new ConfigSource.Api(api(source.getApiConfigSource(), problems.in("api_config_source")), timeout);
            case PATH, PATH_CONFIG_SOURCE -> new ConfigSource.Ads(timeout); // refused by the table
            case CONFIGSOURCESPECIFIER_NOT_SET -> {
                problems.add(Code.MISSING, "one of ads, self, api_config_source is required");
                yield new ConfigSource.Ads(timeout);
            }
        };
    }

    /** A management server. */
    public static ApiConfigSource api(io.envoyproxy.envoy.config.core.v3.ApiConfigSource source, Problems problems) {
        boolean delta = false;
        switch (source.getApiType()) {
            case GRPC -> {}
            case DELTA_GRPC -> delta = true;
            case AGGREGATED_GRPC, AGGREGATED_DELTA_GRPC, REST, DEPRECATED_AND_UNAVAILABLE_DO_NOT_USE, UNRECOGNIZED ->
                problems.unsupported(
                        "api_type",
                        Read.word(source.getApiType(), source.getApiTypeValue()) + " (expected: GRPC or DELTA_GRPC)");
        }
        version(source.getTransportApiVersion(), problems, "transport_api_version");
        if (source.getGrpcServicesCount() == 0) {
            problems.missing("grpc_services");
        }
        List<GrpcServiceConfig> services = new ArrayList<>();
        for (int i = 0; i < source.getGrpcServicesCount(); i++) {
            services.add(grpc(source.getGrpcServices(i), problems.in("grpc_services", i)));
        }
        for (int i = 1; i < services.size(); i++) {
            problems.in("grpc_services", i).add(Code.UNSUPPORTED_FIELD, "there is no fallback to a second server");
        }
        return new ApiConfigSource(delta, services);
    }

    private static void version(ApiVersion version, Problems problems, String field) {
        if (version != ApiVersion.V3 && version != ApiVersion.AUTO) {
            problems.unsupported(field, version + " (expected: V3)");
        }
    }

    /** A gRPC server. */
    public static GrpcServiceConfig grpc(GrpcService service, Problems problems) {
        if (!service.hasEnvoyGrpc()) {
            if (!service.hasGoogleGrpc()) {
                problems.missing("envoy_grpc");
            }
            return new GrpcServiceConfig("");
        }
        Problems envoy = problems.in("envoy_grpc");
        return new GrpcServiceConfig(Read.required(service.getEnvoyGrpc().getClusterName(), envoy, "cluster_name"));
    }
}
