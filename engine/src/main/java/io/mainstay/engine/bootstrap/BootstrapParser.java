// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine.bootstrap;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.cluster.ClusterParser;
import io.mainstay.engine.cluster.ClusterTables;
import io.mainstay.engine.core.AddressParser;
import io.mainstay.engine.core.ConfigSource;
import io.mainstay.engine.core.ConfigSourceParser;
import io.mainstay.engine.core.NodeParser;
import io.mainstay.engine.listener.ClusterCheck;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.engine.listener.ListenerParser;
import io.mainstay.engine.tls.SecretConfig;
import io.mainstay.engine.tls.SecretParser;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.Problems;
import io.mainstay.model.ConfigProblem.Code;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code bootstrap.v3.Bootstrap}. */
@SuppressWarnings("deprecation") // people still write the deprecated forms
public final class BootstrapParser {
    private static final MessageTable STATIC = MessageTable.of("envoy.config.bootstrap.v3.Bootstrap.StaticResources")
            .messages(1, "listeners", () -> ListenerParser.TABLE)
            .messages(2, "clusters", () -> ClusterTables.TABLE)
            .messages(3, "secrets", () -> SecretParser.TABLE)
            .build();

    private static final MessageTable DYNAMIC = MessageTable.of("envoy.config.bootstrap.v3.Bootstrap.DynamicResources")
            .message(1, "lds_config", () -> ConfigSourceParser.TABLE)
            .message(2, "cds_config", () -> ConfigSourceParser.TABLE)
            .message(3, "ads_config", () -> ConfigSourceParser.API_TABLE)
            .rejected(5, "lds_resources_locator", "xdstp names are not supported")
            .rejected(6, "cds_resources_locator", "xdstp names are not supported")
            .build();

    private static final MessageTable ADMIN = MessageTable.of("envoy.config.bootstrap.v3.Admin")
            .inert(1, "access_log_path", "requests to admin are not logged")
            .inert(2, "profile_path", "there is no profiler")
            .message(3, "address", () -> AddressParser.TABLE)
            .rejectedList(4, "socket_options", "not supported")
            .inertList(5, "access_log", "requests to admin are not logged")
            .inert(6, "ignore_global_conn_limit", "the limit never counts connections to admin")
            .build();

    private static final MessageTable CLUSTER_MANAGER = MessageTable.of("envoy.config.bootstrap.v3.ClusterManager")
            .inert(1, "local_cluster_name", "there is no zone aware routing")
            .rejected(2, "outlier_detection", "there is no ejection log")
            .rejected(3, "upstream_bind_config", "give it to each cluster")
            .rejected(4, "load_stats_config", "load reports are not sent")
            .inert(5, "enable_deferred_cluster_creation", "only for memory")
            .build();

    public static final MessageTable TABLE = MessageTable.of("envoy.config.bootstrap.v3.Bootstrap")
            .message(1, "node", () -> NodeParser.TABLE)
            .message(2, "static_resources", () -> STATIC)
            .message(3, "dynamic_resources", () -> DYNAMIC)
            .message(4, "cluster_manager", () -> CLUSTER_MANAGER)
            .inert(5, "flags_path", "there are no flag files")
            .rejectedList(6, "stats_sinks", "statistics are scraped")
            .inert(7, "stats_flush_interval", "statistics are scraped")
            .inert(8, "watchdog", "there is no watchdog")
            .rejected(9, "tracing", "there is no tracing")
            .message(12, "admin", () -> ADMIN)
            .inert(13, "stats_config", "names and labels of statistics are fixed")
            .rejected(14, "hds_config", "health discovery is not supported")
            .message(15, "overload_manager", () -> OverloadParser.TABLE)
            .inert(16, "enable_dispatcher_stats", "only for statistics")
            .inert(17, "layered_runtime", "there is no runtime; defaults count")
            .rejected(18, "header_prefix", "headers start with x-envoy-")
            .inert(19, "stats_server_version_override", "only for statistics")
            .rejected(20, "use_tcp_for_dns_lookups", "the system's resolver is used")
            .rejectedList(21, "bootstrap_extensions", "there are none")
            .rejectedList(22, "config_sources", "xdstp names are not supported")
            .rejected(23, "default_config_source", "xdstp names are not supported")
            .rejected(24, "default_socket_interface", "not supported")
            .rejectedList(25, "certificate_provider_instances", "use SDS")
            .rejectedList(26, "node_context_params", "xdstp names are not supported")
            .inert(27, "watchdogs", "there is no watchdog")
            .inertList(28, "fatal_actions", "only for crashes of Envoy")
            .inert(29, "stats_flush_on_admin", "statistics are scraped")
            .rejected(30, "dns_resolution_config", "the system's resolver is used")
            .rejected(31, "typed_dns_resolver_config", "the system's resolver is used")
            .inertList(32, "inline_headers", "only speeds Envoy up")
            .inert(33, "perf_tracing_file_path", "only for Envoy's own tracing")
            .rejected(34, "default_regex_engine", "the engine is RE2")
            .rejected(35, "xds_delegate_extension", "not supported")
            .rejected(36, "xds_config_tracker_extension", "not supported")
            .rejected(37, "listener_manager", "not supported")
            .inert(38, "application_log_config", "the log's form is fixed")
            .inert(39, "deferred_stat_options", "only for memory")
            .inert(40, "grpc_async_client_manager_config", "only for Envoy's gRPC client")
            .inert(41, "memory_allocator_manager", "only for Envoy's allocator")
            .inert(42, "stats_eviction_interval", "only for memory")
            .build();

    private BootstrapParser() {}

    public static BootstrapConfig parse(Bootstrap bootstrap, Problems problems) {
        Problems at = problems.in("static_resources");
        List<ListenerConfig> listeners = new ArrayList<>();
        List<ClusterConfig> clusters = new ArrayList<>();
        List<SecretConfig> secrets = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < bootstrap.getStaticResources().getListenersCount(); i++) {
            Problems one = at.in("listeners", i);
            listeners.add(ListenerParser.parse(bootstrap.getStaticResources().getListeners(i), one));
            unique(names, listeners.getLast().name(), one);
        }
        names.clear();
        for (int i = 0; i < bootstrap.getStaticResources().getClustersCount(); i++) {
            Problems one = at.in("clusters", i);
            clusters.add(ClusterParser.parse(bootstrap.getStaticResources().getClusters(i), one));
            unique(names, clusters.getLast().name(), one);
        }
        ClusterCheck references = new ClusterCheck(names::contains, true);
        for (int i = 0; i < listeners.size(); i++) {
            references.check(listeners.get(i), at.in("listeners", i));
        }
        names.clear();
        for (int i = 0; i < bootstrap.getStaticResources().getSecretsCount(); i++) {
            Problems one = at.in("secrets", i);
            secrets.add(SecretParser.parse(bootstrap.getStaticResources().getSecrets(i), one));
            unique(names, secrets.getLast().name(), one);
        }
        return new BootstrapConfig(
                NodeParser.parse(bootstrap.getNode()),
                admin(bootstrap, problems.in("admin")),
                listeners,
                clusters,
                secrets,
                dynamic(bootstrap, problems.in("dynamic_resources")),
                OverloadParser.maxConnections(bootstrap.getOverloadManager(), problems.in("overload_manager")));
    }

    private static void unique(Set<String> names, String name, Problems problems) {
        if (!name.isEmpty() && !names.add(name)) {
            problems.in("name").add(Code.DUPLICATE, "\"" + name + "\" is given more than once");
        }
    }

    private static Optional<AdminConfig> admin(Bootstrap bootstrap, Problems problems) {
        if (!bootstrap.getAdmin().hasAddress()) {
            return Optional.empty();
        }
        return Optional.of(
                new AdminConfig(AddressParser.parse(bootstrap.getAdmin().getAddress(), problems.in("address"))));
    }

    private static DynamicResources dynamic(Bootstrap bootstrap, Problems problems) {
        var given = bootstrap.getDynamicResources();
        Optional<ConfigSource> lds = given.hasLdsConfig()
                ? Optional.of(ConfigSourceParser.aggregated(given.getLdsConfig(), problems.in("lds_config")))
                : Optional.empty();
        Optional<ConfigSource> cds = given.hasCdsConfig()
                ? Optional.of(ConfigSourceParser.aggregated(given.getCdsConfig(), problems.in("cds_config")))
                : Optional.empty();
        boolean usesAds = lds.filter(s -> s instanceof ConfigSource.Ads).isPresent()
                || cds.filter(s -> s instanceof ConfigSource.Ads).isPresent();
        if (usesAds && !given.hasAdsConfig()) {
            problems.missing("ads_config");
        }
        return new DynamicResources(
                lds,
                cds,
                given.hasAdsConfig()
                        ? Optional.of(ConfigSourceParser.api(given.getAdsConfig(), problems.in("ads_config")))
                        : Optional.empty());
    }
}
