// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.suites;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.mainstay.dist.proxy.ProxyOptions;
import io.mainstay.dist.proxy.ProxyProcess;
import io.mainstay.dist.proxy.StartException;
import io.mainstay.engine.XdsResources;
import io.mainstay.engine.core.Address;
import java.time.Duration;

/** Our proxy in front of one server on loopback, in this process: everything goes there, without a time limit; WebSocket is let through. */
final class SuiteProxy implements AutoCloseable {
    private static final TypeRegistry TYPES = TypeRegistry.newBuilder()
            .add(HttpConnectionManager.getDescriptor())
            .add(Router.getDescriptor())
            .add(HttpProtocolOptions.getDescriptor())
            .build();

    private final ProxyProcess process;

    private SuiteProxy(ProxyProcess process) {
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param protocol {@code http_protocol_options} or {@code http2_protocol_options}: how to speak to the server
     */
    static SuiteProxy before(int serverPort, String protocol) throws StartException {
        Bootstrap.Builder bootstrap = Bootstrap.newBuilder();
        try {
            JsonFormat.parser().usingTypeRegistry(TYPES).merge("""
                {"static_resources": {"listeners": [{"name": "in",
                  "address": {"socket_address": {"address": "127.0.0.1", "port_value": 0}},
                  "filter_chains": [{"filters": [{"name": "hcm", "typed_config": {
                    "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
                    "stat_prefix": "in",
                    "upgrade_configs": [{"upgrade_type": "websocket"}],
                    "route_config": {"name": "r", "virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [
                      {"match": {"prefix": "/"}, "route": {"cluster": "server", "timeout": "0s"}}]}]},
                    "http_filters": [{"name": "router", "typed_config": {
                      "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}]}}]}]}],
                 "clusters": [{"name": "server",
                  "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                    "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                    "explicit_http_config": {"%s": {}}}},
                  "load_assignment": {"cluster_name": "server", "endpoints": [{"lb_endpoints": [{"endpoint": {"address":
                    {"socket_address": {"address": "127.0.0.1", "port_value": %d}}}}]}]}}]}}
                """.formatted(protocol, serverPort), bootstrap);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
        ProxyProcess process = new ProxyProcess(
                XdsResources.BOOTSTRAP.read(bootstrap.build()).orThrow(),
                new ProxyOptions(1, Duration.ofSeconds(1), "test"));
        process.start();
        return new SuiteProxy(process);
    }

    int port() {
        return process.listeners().getFirst().addresses().getFirst() instanceof Address.Socket(String _, int port)
                ? port
                : 0;
    }

    @Override
    public void close() {
        process.close();
    }
}
