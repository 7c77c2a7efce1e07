// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.mainstay.engine.XdsResources;
import io.mainstay.engine.bootstrap.BootstrapConfig;
import io.mainstay.engine.core.Address;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A whole proxy with one listener on a free port, from routes and clusters written as JSON. */
final class TestProxy implements AutoCloseable {
    private final ProxyProcess process;

    private TestProxy(ProxyProcess process) {
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param routes JSON of the routes of the one virtual host
     * @param manager further fields of the connection manager, each with a comma before it; may be empty
     * @param clusters JSON of the clusters
     */
    static TestProxy start(String routes, String manager, String... clusters) {
        return start(json(routes, manager, clusters));
    }

    /**
     * JSON of a bootstrap whose requests pass an HTTP filter before the router; to be started by {@link #start(String)}.
     *
     * @param filter JSON of an {@code HttpFilter}, such as <code>{"name": "stamp", "typed_config": {"@type": …}}</code>
     */
    static String filtered(String filter, String routes, String... clusters) {
        String router = "{\"name\": \"router\"";
        return json(routes, "", clusters).replace(router, filter + ", " + router);
    }

    /** JSON of a bootstrap with one listener on a free port; parameters as {@link #start}'s. */
    static String json(String routes, String manager, String... clusters) {
        return json(0, routes, manager, clusters);
    }

    private static String json(int port, String routes, String manager, String... clusters) {
        return """
            {"static_resources": {"listeners": [{"name": "in",
              "address": {"socket_address": {"address": "127.0.0.1", "port_value": %d}},
              "filter_chains": [{"filters": [{"name": "hcm", "typed_config": {
                "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
                "stat_prefix": "in",
                "route_config": {"name": "r", "virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [%s]}]},
                "http_filters": [{"name": "router", "typed_config": {
                  "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}]
                %s
              }}]}]}],
             "clusters": [%s]}}
            """.formatted(port, routes, manager, String.join(",", clusters));
    }

    /** Starts one from a bootstrap in JSON. */
    static TestProxy start(String json) {
        try {
            return start(read(json), new ProxyOptions(1, Duration.ofSeconds(20), "test"));
        } catch (StartException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts one that runs as said. */
    static TestProxy start(BootstrapConfig bootstrap, ProxyOptions options) throws StartException {
        ProxyProcess process = new ProxyProcess(bootstrap, options);
        process.start();
        return new TestProxy(process);
    }

    /** A bootstrap with one listener on this port. */
    static BootstrapConfig bootstrap(int port, String routes, String manager, String... clusters) {
        return read(json(port, routes, manager, clusters));
    }

    private static BootstrapConfig read(String json) {
        Bootstrap.Builder bootstrap = Bootstrap.newBuilder();
        try {
            JsonFormat.parser().usingTypeRegistry(AnyTypes.registry()).merge(json, bootstrap);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(json, e);
        }
        return XdsResources.BOOTSTRAP.read(bootstrap.build()).orThrow();
    }

    /** JSON of a static cluster with these endpoints on loopback. */
    static String cluster(String name, int... ports) {
        String endpoints = Arrays.stream(ports)
                .mapToObj(port -> String.format(
                        Locale.ROOT,
                        "{\"endpoint\": {\"address\": {\"socket_address\": {\"address\": \"127.0.0.1\","
                                + " \"port_value\": %d}}}}",
                        port))
                .collect(Collectors.joining(","));
        return "{\"name\": \"" + name + "\", \"connect_timeout\": \"5s\", \"load_assignment\": {\"cluster_name\": \""
                + name + "\", \"endpoints\": [{\"lb_endpoints\": [" + endpoints + "]}]}}";
    }

    /** JSON of a route of everything to a cluster, with further fields of the action. */
    static String toCluster(String cluster, String further) {
        return "{\"match\": {\"prefix\": \"/\"}, \"route\": {\"cluster\": \"" + cluster + "\"" + further + "}}";
    }

    int port() {
        return portOf(process);
    }

    static int portOf(ProxyProcess process) {
        return process.listeners().getFirst().addresses().getFirst() instanceof Address.Socket(String _, int port)
                ? port
                : 0;
    }

    Wire connect() {
        return Wire.connect(port());
    }

    ProxyProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
