// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import com.google.protobuf.ByteString;
import io.mainstay.engine.XdsResources;
import io.mainstay.engine.listener.FilterChainConfig;
import io.mainstay.engine.listener.HttpConnectionManagerConfig;
import io.mainstay.engine.listener.HttpFilterConfig;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.engine.listener.RouteSource;
import io.mainstay.engine.listener.RouterConfig;
import io.mainstay.engine.listener.TcpProxyConfig;
import io.mainstay.engine.route.FilterOverride;
import io.mainstay.engine.route.RouteConfig;
import io.mainstay.engine.route.RouteTable;
import io.mainstay.engine.route.VirtualHostConfig;
import io.mainstay.engine.wire.UnknownFields;
import io.mainstay.model.ConfigProblem;
import io.mainstay.model.Parsed;
import io.mainstay.proxy.cluster.Cluster;
import io.mainstay.proxy.filter.FilterCatalog;
import io.mainstay.proxy.filter.HttpFilterFactory;
import io.mainstay.proxy.filter.NetworkFilterFactory;
import io.mainstay.proxy.filter.NetworkFilters;
import io.mainstay.proxy.http.HttpConnectionManager;
import io.mainstay.proxy.http.HttpLoop;
import io.mainstay.proxy.http.ManagerSettings;
import io.mainstay.proxy.tcp.TcpConnector;
import io.mainstay.proxy.tcp.TcpProxyFilter;
import io.mainstay.proxy.tcp.TcpSettings;
import io.mainstay.proxy.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What filter chains may end with in this build: the HTTP connection manager and the TCP proxy. Config thread. */
final class ChainFilters implements NetworkFilters {
    private final FilterCatalog catalog;
    private final Telemetry telemetry;
    private final List<HttpLoop> loops;
    private final List<TcpConnector> tcpLoops;
    private final Supplier<Map<String, Cluster>> clusters;

    /**
     * What is made of filter chains.
     *
     * @param loops    in the order of their workers' numbers
     * @param tcpLoops likewise
     * @param clusters by name, as of now
     */
    ChainFilters(
            FilterCatalog catalog,
            Telemetry telemetry,
            List<HttpLoop> loops,
            List<TcpConnector> tcpLoops,
            Supplier<Map<String, Cluster>> clusters) {
        this.catalog = catalog;
        this.telemetry = telemetry;
        this.loops = List.copyOf(loops);
        this.tcpLoops = List.copyOf(tcpLoops);
        this.clusters = clusters;
    }

    @Override
    public Parsed<NetworkFilterFactory> configure(ListenerConfig listener, FilterChainConfig chain) {
        String path = "filters[" + (chain.filters().size() - 1) + "].typed_config";
        return switch (chain.terminal()) {
            case HttpConnectionManagerConfig http -> under(path, manager(listener, http));
            case TcpProxyConfig tcp -> Parsed.accepted(tcpProxy(listener, tcp));
        };
    }

    private NetworkFilterFactory tcpProxy(ListenerConfig listener, TcpProxyConfig tcp) {
        return worker -> new TcpProxyFilter(
                new TcpSettings(tcp, clusters, telemetry.connections(listener, tcp, worker.index())),
                worker,
                tcpLoops.get(worker.index()));
    }

    private static <T> Parsed<T> under(String path, Parsed<T> parsed) {
        return parsed instanceof Parsed.Rejected<T> rejected
                ? new Parsed.Rejected<>(rejected.problems().stream()
                        .map(problem -> problem.under(path))
                        .toList())
                : parsed;
    }

    private Parsed<NetworkFilterFactory> manager(ListenerConfig listener, HttpConnectionManagerConfig http) {
        List<ConfigProblem> problems = new ArrayList<>();
        List<HttpFilterFactory> filters = new ArrayList<>();
        int last = http.httpFilters().size() - 1;
        for (int i = 0; i < last; i++) {
            String path = "http_filters[" + i + "]";
            Parsed<Optional<HttpFilterFactory>> configured =
                    catalog.configure(http.httpFilters().get(i));
            configured.problems().forEach(problem -> problems.add(problem.under(path)));
            if (configured instanceof Parsed.Accepted<Optional<HttpFilterFactory>> accepted) {
                accepted.value().ifPresent(filters::add);
            }
        }
        boolean suppress = router(http, last, problems);
        if (http.routes() instanceof RouteSource.Inline(RouteTable table)) {
            problems.addAll(problems(table).stream()
                    .map(problem -> problem.under("route_config"))
                    .toList());
        }
        if (!problems.isEmpty()) {
            return new Parsed.Rejected<>(problems);
        }
        ManagerSettings settings = ManagerSettings.of(
                http, filters, listener.perConnectionBufferLimitBytes(), telemetry.counters(), suppress);
        return Parsed.accepted(worker -> new HttpConnectionManager(
                loops.get(worker.index()),
                settings,
                telemetry.streams(listener, http.accessLog(), worker.index()),
                telemetry.headerText(worker.index())));
    }

    private static boolean router(HttpConnectionManagerConfig http, int last, List<ConfigProblem> problems) {
        if (last < 0 || !http.httpFilters().get(last).typeUrl().equals(FilterCatalog.ROUTER)) {
            problems.add(new ConfigProblem(
                    ConfigProblem.Code.INVALID_VALUE, "http_filters", "the last filter must be the router"));
            return false;
        }
        HttpFilterConfig router = http.httpFilters().get(last);
        Parsed<RouterConfig> parsed = XdsResources.ROUTER.read(
                ByteString.copyFrom(router.config().value().toArray()), UnknownFields.COUNT);
        parsed.problems().forEach(problem -> problems.add(problem.under("http_filters[" + last + "].typed_config")));
        return parsed instanceof Parsed.Accepted<RouterConfig> accepted
                && accepted.value().suppressEnvoyHeaders();
    }

    /** What is wrong with the filter configurations in a route table. */
    List<ConfigProblem> problems(RouteTable table) {
        List<ConfigProblem> problems = new ArrayList<>();
        check(table.config().filterConfigs(), "typed_per_filter_config", problems);
        List<VirtualHostConfig> hosts = table.config().virtualHosts();
        for (int h = 0; h < hosts.size(); h++) {
            String host = "virtual_hosts[" + h + "]";
            check(hosts.get(h).filterConfigs(), host + ".typed_per_filter_config", problems);
            List<RouteConfig> routes = hosts.get(h).routes();
            for (int r = 0; r < routes.size(); r++) {
                check(routes.get(r).filterConfigs(), host + ".routes[" + r + "].typed_per_filter_config", problems);
            }
        }
        return problems;
    }

    private void check(Map<String, FilterOverride> overrides, String path, Collection<ConfigProblem> problems) {
        overrides.forEach((name, override) ->
                catalog.check(override).forEach(problem -> problems.add(problem.under(path + "[" + name + "]"))));
    }
}
