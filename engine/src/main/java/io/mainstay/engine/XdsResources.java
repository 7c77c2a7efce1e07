// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.mainstay.engine.bootstrap.BootstrapConfig;
import io.mainstay.engine.bootstrap.BootstrapParser;
import io.mainstay.engine.bootstrap.OverloadParser;
import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.cluster.ClusterParser;
import io.mainstay.engine.cluster.ClusterTables;
import io.mainstay.engine.cluster.UpstreamHttpParser;
import io.mainstay.engine.core.AccessLogParser;
import io.mainstay.engine.endpoint.EndpointAssignment;
import io.mainstay.engine.endpoint.EndpointParser;
import io.mainstay.engine.listener.FilterChainParser;
import io.mainstay.engine.listener.ListenerConfig;
import io.mainstay.engine.listener.ListenerParser;
import io.mainstay.engine.listener.RouterConfig;
import io.mainstay.engine.listener.RouterConfigParser;
import io.mainstay.engine.route.RouteTable;
import io.mainstay.engine.route.RouteTableParser;
import io.mainstay.engine.tls.SecretConfig;
import io.mainstay.engine.tls.SecretParser;
import io.mainstay.engine.tls.TlsParser;
import io.mainstay.engine.wire.MessageTable;
import io.mainstay.engine.wire.ResourceReader;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The resources both planes read, each with its type URL and its reader. */
public final class XdsResources {
    /** What stands before a message's name in its type URL. */
    public static final String TYPE_URL_PREFIX = "type.googleapis.com/";

    public static final String LISTENER_TYPE = TYPE_URL_PREFIX + "envoy.config.listener.v3.Listener";
    public static final String ROUTE_TYPE = TYPE_URL_PREFIX + "envoy.config.route.v3.RouteConfiguration";
    public static final String CLUSTER_TYPE = TYPE_URL_PREFIX + "envoy.config.cluster.v3.Cluster";
    public static final String ENDPOINT_TYPE = TYPE_URL_PREFIX + "envoy.config.endpoint.v3.ClusterLoadAssignment";
    public static final String SECRET_TYPE = TYPE_URL_PREFIX + "envoy.extensions.transport_sockets.tls.v3.Secret";

    /** Tables of the messages an {@code Any} of a resource may hold, by full message name. */
    public static final Map<String, MessageTable> ANY_TYPES = List.of(
                    FilterChainParser.HTTP_CONNECTION_MANAGER_TABLE,
                    FilterChainParser.TCP_PROXY_TABLE,
                    ListenerParser.TLS_INSPECTOR_TABLE,
                    RouterConfigParser.TABLE,
                    RouteTableParser.FILTER_CONFIG_TABLE,
                    TlsParser.DOWNSTREAM_TABLE,
                    TlsParser.UPSTREAM_TABLE,
                    UpstreamHttpParser.TABLE,
                    AccessLogParser.FILE_TABLE,
                    AccessLogParser.STDOUT_TABLE,
                    AccessLogParser.STDERR_TABLE,
                    OverloadParser.CONNECTIONS_TABLE)
            .stream()
            .collect(Collectors.toUnmodifiableMap(MessageTable::messageName, table -> table));

    public static final ResourceReader<Listener, ListenerConfig> LISTENER =
            new ResourceReader<>(ListenerParser.TABLE, Listener.parser(), ListenerParser::parse, ANY_TYPES);

    public static final ResourceReader<RouteConfiguration, RouteTable> ROUTE = new ResourceReader<>(
            RouteTableParser.TABLE, RouteConfiguration.parser(), RouteTableParser::parse, ANY_TYPES);

    public static final ResourceReader<Cluster, ClusterConfig> CLUSTER =
            new ResourceReader<>(ClusterTables.TABLE, Cluster.parser(), ClusterParser::parse, ANY_TYPES);

    public static final ResourceReader<ClusterLoadAssignment, EndpointAssignment> ENDPOINT = new ResourceReader<>(
            EndpointParser.TABLE, ClusterLoadAssignment.parser(), EndpointParser::parse, ANY_TYPES);

    public static final ResourceReader<Secret, SecretConfig> SECRET =
            new ResourceReader<>(SecretParser.TABLE, Secret.parser(), SecretParser::parse, ANY_TYPES);

    public static final ResourceReader<Bootstrap, BootstrapConfig> BOOTSTRAP =
            new ResourceReader<>(BootstrapParser.TABLE, Bootstrap.parser(), BootstrapParser::parse, ANY_TYPES);

    /** The router, the one HTTP filter that is always there. */
    public static final ResourceReader<Router, RouterConfig> ROUTER =
            new ResourceReader<>(RouterConfigParser.TABLE, Router.parser(), RouterConfigParser::parse, ANY_TYPES);

    private XdsResources() {}
}
