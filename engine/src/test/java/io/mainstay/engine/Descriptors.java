// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.route.v3.FilterConfig;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StdoutAccessLog;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The real descriptors of the messages the tables are about; by full name. */
final class Descriptors {
    private static final List<Descriptor> ROOTS = List.of(
            Bootstrap.getDescriptor(),
            FilterConfig.getDescriptor(),
            HttpConnectionManager.getDescriptor(),
            TcpProxy.getDescriptor(),
            DownstreamTlsContext.getDescriptor(),
            HttpProtocolOptions.getDescriptor(),
            TlsInspector.getDescriptor(),
            Router.getDescriptor(),
            FileAccessLog.getDescriptor(),
            StdoutAccessLog.getDescriptor(),
            DownstreamConnectionsConfig.getDescriptor());

    private Descriptors() {}

    static Map<String, Descriptor> byName() {
        Map<String, Descriptor> found = new HashMap<>();
        Set<String> files = new HashSet<>();
        ROOTS.forEach(root -> addFile(root.getFile(), files, found));
        return found;
    }

    private static void addFile(FileDescriptor file, Set<String> files, Map<String, Descriptor> found) {
        if (files.add(file.getFullName())) {
            file.getMessageTypes().forEach(message -> addMessage(message, found));
            file.getDependencies().forEach(dependency -> addFile(dependency, files, found));
        }
    }

    private static void addMessage(Descriptor message, Map<String, Descriptor> found) {
        found.put(message.getFullName(), message);
        message.getNestedTypes().forEach(nested -> addMessage(nested, found));
    }
}
