// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.util.List;

/** mTLS of the mesh, both ends. Secrets come from the node agent by name. */
final class TlsContexts {
    private static final String PACKAGE = "envoy.extensions.transport_sockets.tls.v3.";
    private static final String SOCKET = "envoy.transport_sockets.tls";

    private TlsContexts() {}

    /** A server that shows the workload's certificate and wants one of the trust domain. */
    static TransportSocket downstream(String spiffeId, String trustDomain, List<String> alpn) {
        StringMatcher anyone = StringMatcher.newBuilder()
                .setPrefix("spiffe://" + trustDomain + "/")
                .build();
        DownstreamTlsContext context = DownstreamTlsContext.newBuilder()
                .setCommonTlsContext(common(spiffeId, alpn).setCombinedValidationContext(peers(List.of(anyone))))
                .setRequireClientCertificate(BoolValue.of(true))
                .build();
        return socket("DownstreamTlsContext", context);
    }

    /** A client that shows the calling workload's certificate and talks to these identities only. */
    static TransportSocket upstream(List<String> identities, String sni, List<String> alpn) {
        List<StringMatcher> exact = identities.stream()
                .map(identity -> StringMatcher.newBuilder().setExact(identity).build())
                .toList();
        UpstreamTlsContext context = UpstreamTlsContext.newBuilder()
                .setCommonTlsContext(common(Names.CALLER_SECRET, alpn).setCombinedValidationContext(peers(exact)))
                .setSni(sni)
                .build();
        return socket("UpstreamTlsContext", context);
    }

    private static CommonTlsContext.Builder common(String certificate, List<String> alpn) {
        return CommonTlsContext.newBuilder()
                .setTlsParams(
                        TlsParameters.newBuilder().setTlsMinimumProtocolVersion(TlsParameters.TlsProtocol.TLSv1_2))
                .addTlsCertificateSdsSecretConfigs(secret(certificate))
                .addAllAlpnProtocols(alpn);
    }

    private static CommonTlsContext.CombinedCertificateValidationContext peers(List<StringMatcher> names) {
        CertificateValidationContext.Builder validation = CertificateValidationContext.newBuilder();
        for (StringMatcher name : names) {
            validation.addMatchTypedSubjectAltNames(SubjectAltNameMatcher.newBuilder()
                    .setSanType(SubjectAltNameMatcher.SanType.URI)
                    .setMatcher(name));
        }
        return CommonTlsContext.CombinedCertificateValidationContext.newBuilder()
                .setDefaultValidationContext(validation)
                .setValidationContextSdsSecretConfig(secret(Names.ROOT_SECRET))
                .build();
    }

    private static SdsSecretConfig secret(String name) {
        return SdsSecretConfig.newBuilder()
                .setName(name)
                .setSdsConfig(ConfigSource.newBuilder()
                        .setResourceApiVersion(ApiVersion.V3)
                        .setApiConfigSource(ApiConfigSource.newBuilder()
                                .setApiType(ApiConfigSource.ApiType.GRPC)
                                .setTransportApiVersion(ApiVersion.V3)
                                .addGrpcServices(GrpcService.newBuilder()
                                        .setEnvoyGrpc(GrpcService.EnvoyGrpc.newBuilder()
                                                .setClusterName(Names.SDS_CLUSTER)))))
                .build();
    }

    private static TransportSocket socket(String type, com.google.protobuf.Message context) {
        return TransportSocket.newBuilder()
                .setName(SOCKET)
                .setTypedConfig(Wire.any(PACKAGE + type, context))
                .build();
    }
}
