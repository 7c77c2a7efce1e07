// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import com.google.protobuf.TypeRegistry;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StderrAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StdoutAccessLog;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.mainstay.proxy.filter.FilterCatalog;

/**
 * The types an {@code Any} in a bootstrap written as text may hold. A class of its own, because touching descriptors is what makes conversion slow: it must not
 * be initialised when the bootstrap is binary.
 */
final class AnyTypes {
    private AnyTypes() {}

    /** With the HTTP filters of this build. */
    static TypeRegistry registry() {
        return registry(BuiltInFilters.catalog());
    }

    static TypeRegistry registry(FilterCatalog filters) {
        return TypeRegistry.newBuilder()
                .add(HttpConnectionManager.getDescriptor())
                .add(TcpProxy.getDescriptor())
                .add(Router.getDescriptor())
                .add(TlsInspector.getDescriptor())
                .add(RawBuffer.getDescriptor())
                .add(DownstreamTlsContext.getDescriptor())
                .add(UpstreamTlsContext.getDescriptor())
                .add(HttpProtocolOptions.getDescriptor())
                .add(FileAccessLog.getDescriptor())
                .add(StdoutAccessLog.getDescriptor())
                .add(StderrAccessLog.getDescriptor())
                .add(DownstreamConnectionsConfig.getDescriptor())
                .add(filters.messages())
                .build();
    }
}
