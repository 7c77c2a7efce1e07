// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.mainstay.controlplane.state.MtlsMode;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsResource;
import java.util.List;

/** Listeners: inbound and outbound of a workload, and of gateways. */
final class ListenerTranslator {
    private ListenerTranslator() {}

    /** Strict: TLS alone, nothing is sniffed. Permissive: TLS is recognised by its first bytes, anything else is plaintext. */
    static XdsResource inbound(InboundListenerKey key) {
        Filter filter = key.protocol().isHttp()
                ? Managers.inbound(key.name(), RouteTranslator.inbound(key.name()))
                : Managers.tcp(key.name(), key.name());
        FilterChain.Builder secure = FilterChain.newBuilder()
                .setName("mtls")
                .setTransportSocket(TlsContexts.downstream(
                        key.workload().principal(),
                        key.trustDomain(),
                        key.protocol().isHttp() ? List.of("h2", "http/1.1") : List.of()))
                .addFilters(filter);
        Listener.Builder listener = listener(key.name(), key.address(), key.port())
                .setTrafficDirection(TrafficDirection.INBOUND)
                .setMetadata(Wire.metadata(key.workload(), true));
        if (key.mode() == MtlsMode.STRICT) {
            return resource(listener.addFilterChains(secure));
        }
        return resource(listener.addListenerFilters(ListenerFilter.newBuilder()
                        .setName("envoy.filters.listener.tls_inspector")
                        .setTypedConfig(Wire.any(
                                "envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector",
                                TlsInspector.getDefaultInstance())))
                .addFilterChains(secure.setFilterChainMatch(transport("tls")))
                .addFilterChains(FilterChain.newBuilder()
                        .setName("plaintext")
                        .setFilterChainMatch(transport("raw_buffer"))
                        .addFilters(filter)));
    }

    private static FilterChainMatch transport(String protocol) {
        return FilterChainMatch.newBuilder().setTransportProtocol(protocol).build();
    }

    /** Any Host is taken for the service; the protocol is declared. */
    static XdsResource outbound(OutboundListenerKey key) {
        String cluster = Names.outboundCluster(key.target());
        Filter filter = key.protocol().isHttp()
                ? Managers.outbound(key.name(), Names.routeTable(key.target()))
                : Managers.tcp(key.name(), cluster);
        return resource(listener(key.name(), key.address(), key.port())
                .setTrafficDirection(TrafficDirection.OUTBOUND)
                .setMetadata(Wire.metadata(key.caller(), true))
                .addFilterChains(FilterChain.newBuilder().addFilters(filter)));
    }

    static XdsResource gateway(GatewayListenerKey key) {
        return resource(listener(key.name(), key.address(), key.port())
                .setTrafficDirection(TrafficDirection.OUTBOUND)
                .setMetadata(Wire.metadata(key.gateway(), true))
                .addFilterChains(FilterChain.newBuilder().addFilters(Managers.edge(key.name(), key.name()))));
    }

    private static Listener.Builder listener(String name, String address, int port) {
        return Listener.newBuilder().setName(name).setAddress(Wire.address(address, port));
    }

    private static XdsResource resource(Listener.Builder listener) {
        return XdsResource.of(listener.getName(), TypeUrls.LISTENER, listener.build());
    }
}
