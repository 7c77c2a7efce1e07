// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.admin.dump;

import com.github.xds.type.v3.TypedStruct;
import com.google.protobuf.Struct;
import com.google.protobuf.TypeRegistry;
import io.envoyproxy.envoy.admin.v3.BootstrapConfigDump;
import io.envoyproxy.envoy.admin.v3.ClustersConfigDump;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StdoutAccessLog;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.mainstay.proxy.filter.FilterCatalog;

/** The types that may stand inside an {@code Any} of a configuration this proxy accepts. A type that is missing here is shown by name only. */
final class KnownTypes {
    private KnownTypes() {}

    static TypeRegistry registry(FilterCatalog filters) {
        return TypeRegistry.newBuilder()
                .add(BootstrapConfigDump.getDescriptor())
                .add(ClustersConfigDump.getDescriptor())
                .add(ClusterLoadAssignment.getDescriptor())
                .add(Listener.getDescriptor())
                .add(RouteConfiguration.getDescriptor())
                .add(FileAccessLog.getDescriptor())
                .add(StdoutAccessLog.getDescriptor())
                .add(Router.getDescriptor())
                .add(TlsInspector.getDescriptor())
                .add(HttpConnectionManager.getDescriptor())
                .add(TcpProxy.getDescriptor())
                .add(RawBuffer.getDescriptor())
                .add(DownstreamTlsContext.getDescriptor())
                .add(UpstreamTlsContext.getDescriptor())
                .add(Secret.getDescriptor())
                .add(HttpProtocolOptions.getDescriptor())
                .add(Struct.getDescriptor())
                .add(TypedStruct.getDescriptor())
                .add(filters.messages())
                .build();
    }
}
