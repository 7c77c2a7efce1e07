// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.xds;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsResource;

/** Small resources that are whole enough for the parsers. */
final class Resources {
    private Resources() {}

    static XdsResource cluster(String name) {
        return of(name, TypeUrls.CLUSTER, edsCluster(name).build());
    }

    /** As {@link #cluster}, different in a timeout. */
    static XdsResource cluster(String name, int connectSeconds) {
        return of(
                name,
                TypeUrls.CLUSTER,
                edsCluster(name)
                        .setConnectTimeout(Duration.newBuilder().setSeconds(connectSeconds))
                        .build());
    }

    /** Two fields that cannot be. */
    static XdsResource badCluster(String name) {
        return of(
                name,
                TypeUrls.CLUSTER,
                edsCluster(name)
                        .setConnectTimeout(Duration.newBuilder().setSeconds(-1))
                        .setLbPolicyValue(77)
                        .build());
    }

    static XdsResource tlsCluster(String name, String secret, String sdsCluster) {
        UpstreamTlsContext tls = UpstreamTlsContext.newBuilder()
                .setCommonTlsContext(CommonTlsContext.newBuilder()
                        .setValidationContextSdsSecretConfig(SdsSecretConfig.newBuilder()
                                .setName(secret)
                                .setSdsConfig(ConfigSource.newBuilder()
                                        .setResourceApiVersion(ApiVersion.V3)
                                        .setApiConfigSource(grpc(sdsCluster)))))
                .build();
        return of(
                name,
                TypeUrls.CLUSTER,
                edsCluster(name)
                        .setTransportSocket(TransportSocket.newBuilder()
                                .setName("envoy.transport_sockets.tls")
                                .setTypedConfig(
                                        any(tls, "envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext")))
                        .build());
    }

    static XdsResource endpoints(String cluster, int... ports) {
        LocalityLbEndpoints.Builder locality = LocalityLbEndpoints.newBuilder();
        for (int port : ports) {
            locality.addLbEndpoints(
                    LbEndpoint.newBuilder().setEndpoint(Endpoint.newBuilder().setAddress(address(port))));
        }
        return of(
                cluster,
                TypeUrls.ENDPOINT,
                ClusterLoadAssignment.newBuilder()
                        .setClusterName(cluster)
                        .addEndpoints(locality)
                        .build());
    }

    static XdsResource listener(String name, int port, String routes) {
        HttpConnectionManager manager = HttpConnectionManager.newBuilder()
                .setStatPrefix(name)
                .setRds(Rds.newBuilder().setRouteConfigName(routes).setConfigSource(ads()))
                .addHttpFilters(HttpFilter.newBuilder()
                        .setName("envoy.filters.http.router")
                        .setTypedConfig(
                                any(Router.getDefaultInstance(), "envoy.extensions.filters.http.router.v3.Router")))
                .build();
        return of(
                name,
                TypeUrls.LISTENER,
                Listener.newBuilder()
                        .setName(name)
                        .setAddress(address(port))
                        .addFilterChains(FilterChain.newBuilder()
                                .addFilters(Filter.newBuilder()
                                        .setName("envoy.filters.network.http_connection_manager")
                                        .setTypedConfig(any(
                                                manager,
                                                "envoy.extensions.filters.network.http_connection_manager.v3"
                                                        + ".HttpConnectionManager"))))
                        .build());
    }

    static XdsResource routes(String name, String cluster) {
        return of(name, TypeUrls.ROUTE, table(name, cluster).build());
    }

    /** As {@link #routes}, to be refused while there is no such cluster. */
    static XdsResource validatedRoutes(String name, String cluster) {
        return of(
                name,
                TypeUrls.ROUTE,
                table(name, cluster).setValidateClusters(BoolValue.of(true)).build());
    }

    private static RouteConfiguration.Builder table(String name, String cluster) {
        return RouteConfiguration.newBuilder()
                .setName(name)
                .addVirtualHosts(VirtualHost.newBuilder()
                        .setName("all")
                        .addDomains("*")
                        .addRoutes(Route.newBuilder()
                                .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                                .setRoute(RouteAction.newBuilder().setCluster(cluster))));
    }

    static XdsResource roots(String name, String pem) {
        return of(
                name,
                TypeUrls.SECRET,
                Secret.newBuilder()
                        .setName(name)
                        .setValidationContext(CertificateValidationContext.newBuilder()
                                .setTrustedCa(DataSource.newBuilder().setInlineString(pem)))
                        .build());
    }

    static Any any(Message message, String type) {
        ByteString bytes = message.toByteString();
        return Any.newBuilder()
                .setTypeUrl("type.googleapis.com/" + type)
                .setValue(bytes)
                .build();
    }

    static Address address(int port) {
        return Address.newBuilder()
                .setSocketAddress(
                        SocketAddress.newBuilder().setAddress("127.0.0.1").setPortValue(port))
                .build();
    }

    static ConfigSource ads() {
        return ConfigSource.newBuilder()
                .setResourceApiVersion(ApiVersion.V3)
                .setAds(AggregatedConfigSource.getDefaultInstance())
                .build();
    }

    static ApiConfigSource grpc(String cluster) {
        return ApiConfigSource.newBuilder()
                .setApiType(ApiConfigSource.ApiType.GRPC)
                .setTransportApiVersion(ApiVersion.V3)
                .addGrpcServices(GrpcService.newBuilder()
                        .setEnvoyGrpc(GrpcService.EnvoyGrpc.newBuilder().setClusterName(cluster)))
                .build();
    }

    private static Cluster.Builder edsCluster(String name) {
        return Cluster.newBuilder()
                .setName(name)
                .setType(Cluster.DiscoveryType.EDS)
                .setEdsClusterConfig(Cluster.EdsClusterConfig.newBuilder().setEdsConfig(ads()));
    }

    private static XdsResource of(String name, String type, Message message) {
        return XdsResource.of(name, type, message);
    }
}
