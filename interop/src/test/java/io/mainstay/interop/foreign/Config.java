// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.interop.foreign;

import java.util.List;

/** Pieces of a bootstrap, as JSON. */
final class Config {
    private Config() {}

    static String bootstrap(List<String> listeners, List<String> clusters) {
        return """
            {"static_resources": {"listeners": [%s], "clusters": [%s]}}
            """.formatted(String.join(",", listeners), String.join(",", clusters));
    }

    /**
     * A listener on loopback, for HTTP of either version.
     *
     * @param listener further fields of the listener, each with a comma after it; may be empty
     * @param chain further fields of its filter chain, likewise
     * @param routes of its one virtual host
     */
    static String listener(int port, String listener, String chain, String... routes) {
        return """
            {"name": "in-%1$d", %2$s "address": {"socket_address": {"address": "127.0.0.1", "port_value": %1$d}},
             "filter_chains": [{%3$s "filters": [{"name": "hcm", "typed_config": {
               "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
               "stat_prefix": "in",
               "route_config": {"name": "r", "virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [%4$s]}]},
               "http_filters": [{"name": "router", "typed_config": {
                 "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}]}}]}]}
            """.formatted(port, listener, chain, String.join(",", routes));
    }

    /** A route without a time limit, to a cluster, which sees {@code /} in place of the prefix. */
    static String route(String prefix, String cluster) {
        return """
            {"match": {"prefix": "%s"}, "route": {"cluster": "%s", "timeout": "0s", "prefix_rewrite": "/"}}
            """.formatted(prefix, cluster);
    }

    /**
     * A cluster of one endpoint on loopback.
     *
     * @param fields further fields, each with a comma after it; may be empty
     */
    static String cluster(String name, int port, String fields) {
        return """
            {"name": "%1$s", %3$s "load_assignment": {"cluster_name": "%1$s", "endpoints": [{"lb_endpoints": [
              {"endpoint": {"address": {"socket_address": {"address": "127.0.0.1", "port_value": %2$d}}}}]}]}}
            """.formatted(name, port, fields);
    }

    /** For {@link #cluster}: HTTP/2 to the endpoint. */
    static final String HTTP2 = """
        "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
          "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
          "explicit_http_config": {"http2_protocol_options": {}}}},
        """;

    /** For {@link #listener}'s chain: TLS with {@code NAME.pem} and {@code NAME.key} of a folder, HTTP/2 by preference. */
    static String tls(java.nio.file.Path folder, String name) {
        return """
            "transport_socket": {"name": "tls", "typed_config": {
              "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
              "common_tls_context": {"alpn_protocols": ["h2", "http/1.1"], "tls_certificates": [{
                "certificate_chain": {"filename": "%1$s/%2$s.pem"}, "private_key": {"filename": "%1$s/%2$s.key"}}]}}},
            """.formatted(folder, name);
    }
}
