// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.agent.node;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.bootstrap.v3.Admin;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * The bootstrap of a host's proxy, in binary. Everything comes by discovery: configuration from the control plane, secrets
 * from this process.
 */
public final class BootstrapFile {
    private static final String TYPE = "type.googleapis.com/";
    private static final String ADS_CLUSTER = "xds-grpc";
    private static final String SDS_CLUSTER = "sds-grpc";
    private static final String ROOT_SECRET = "ROOTCA";
    private static final int CONNECT_SECONDS = 5;

    private BootstrapFile() {}

    /**
     * Writes it.
     *
     * @param adminSocket    where the proxy is to answer
     * @param sdsSocket      where this process serves secrets
     * @param hostIdentity   SPIFFE id of the host
     * @param serverIdentity SPIFFE id of the control plane
     * @param metadata       told to the control plane
     */
    public static void write(
            Path file,
            NodeConfig config,
            Path adminSocket,
            Path sdsSocket,
            String hostIdentity,
            String serverIdentity,
            Map<String, String> metadata)
            throws IOException {
        Bootstrap bootstrap = Bootstrap.newBuilder()
                .setNode(node(config, metadata))
                .setAdmin(Admin.newBuilder().setAddress(pipe(adminSocket)))
                .setStaticResources(Bootstrap.StaticResources.newBuilder()
                        .addClusters(ads(config, hostIdentity, serverIdentity))
                        .addClusters(cluster(SDS_CLUSTER, pipe(sdsSocket), Cluster.DiscoveryType.STATIC)))
                .setDynamicResources(Bootstrap.DynamicResources.newBuilder()
                        .setLdsConfig(aggregated())
                        .setCdsConfig(aggregated())
                        .setAdsConfig(grpc(ADS_CLUSTER, ApiConfigSource.ApiType.DELTA_GRPC)))
                .build();
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.write(temporary, bootstrap.toByteArray());
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Node node(NodeConfig config, Map<String, String> metadata) {
        Struct.Builder fields = Struct.newBuilder();
        metadata.forEach((name, value) ->
                fields.putFields(name, Value.newBuilder().setStringValue(value).build()));
        return Node.newBuilder()
                .setId(metadata.getOrDefault("role", "node") + "~" + config.host())
                .setCluster(config.host())
                .setUserAgentName("mainstay")
                .setLocality(Locality.newBuilder()
                        .setRegion(config.locality().region())
                        .setZone(config.locality().zone())
                        .setSubZone(config.locality().subZone()))
                .setMetadata(fields)
                .build();
    }

    private static Cluster ads(NodeConfig config, String hostIdentity, String serverIdentity) {
        Address address = Address.newBuilder()
                .setSocketAddress(SocketAddress.newBuilder()
                        .setAddress(config.controlPlane().host())
                        .setPortValue(config.controlPlane().port()))
                .build();
        UpstreamTlsContext tls = UpstreamTlsContext.newBuilder()
                .setCommonTlsContext(CommonTlsContext.newBuilder()
                        .addAlpnProtocols("h2")
                        .addTlsCertificateSdsSecretConfigs(secret(hostIdentity))
                        .setCombinedValidationContext(CommonTlsContext.CombinedCertificateValidationContext.newBuilder()
                                .setDefaultValidationContext(CertificateValidationContext.newBuilder()
                                        .addMatchTypedSubjectAltNames(SubjectAltNameMatcher.newBuilder()
                                                .setSanType(SubjectAltNameMatcher.SanType.URI)
                                                .setMatcher(StringMatcher.newBuilder()
                                                        .setExact(serverIdentity))))
                                .setValidationContextSdsSecretConfig(secret(ROOT_SECRET))))
                .build();
        return cluster(ADS_CLUSTER, address, Cluster.DiscoveryType.STRICT_DNS).toBuilder()
                .setTransportSocket(TransportSocket.newBuilder()
                        .setName("envoy.transport_sockets.tls")
                        .setTypedConfig(any("envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext", tls)))
                .build();
    }

    private static Cluster cluster(String name, Address address, Cluster.DiscoveryType type) {
        HttpProtocolOptions http2 = HttpProtocolOptions.newBuilder()
                .setExplicitHttpConfig(HttpProtocolOptions.ExplicitHttpConfig.newBuilder()
                        .setHttp2ProtocolOptions(
                                Http2ProtocolOptions.newBuilder().setMaxConcurrentStreams(UInt32Value.of(100))))
                .build();
        return Cluster.newBuilder()
                .setName(name)
                .setType(type)
                .setConnectTimeout(Duration.newBuilder().setSeconds(CONNECT_SECONDS))
                .putTypedExtensionProtocolOptions(
                        "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                        any("envoy.extensions.upstreams.http.v3.HttpProtocolOptions", http2))
                .setLoadAssignment(ClusterLoadAssignment.newBuilder()
                        .setClusterName(name)
                        .addEndpoints(LocalityLbEndpoints.newBuilder()
                                .addLbEndpoints(LbEndpoint.newBuilder()
                                        .setEndpoint(Endpoint.newBuilder().setAddress(address)))))
                .build();
    }

    private static ConfigSource aggregated() {
        return ConfigSource.newBuilder()
                .setResourceApiVersion(ApiVersion.V3)
                .setAds(AggregatedConfigSource.getDefaultInstance())
                .build();
    }

    private static SdsSecretConfig secret(String name) {
        return SdsSecretConfig.newBuilder()
                .setName(name)
                .setSdsConfig(ConfigSource.newBuilder()
                        .setResourceApiVersion(ApiVersion.V3)
                        .setApiConfigSource(grpc(SDS_CLUSTER, ApiConfigSource.ApiType.GRPC)))
                .build();
    }

    private static ApiConfigSource grpc(String cluster, ApiConfigSource.ApiType type) {
        return ApiConfigSource.newBuilder()
                .setApiType(type)
                .setTransportApiVersion(ApiVersion.V3)
                .setSetNodeOnFirstMessageOnly(true)
                .addGrpcServices(GrpcService.newBuilder()
                        .setEnvoyGrpc(GrpcService.EnvoyGrpc.newBuilder().setClusterName(cluster)))
                .build();
    }

    private static Address pipe(Path path) {
        return Address.newBuilder()
                .setPipe(Pipe.newBuilder().setPath(path.toString()))
                .build();
    }

    private static Any any(String type, Message message) {
        return Any.newBuilder()
                .setTypeUrl(TYPE + type)
                .setValue(message.toByteString())
                .build();
    }
}
