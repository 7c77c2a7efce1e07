// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.training;

import io.mainstay.cli.http.HttpCall;
import io.mainstay.security.CertificateChain;
import io.mainstay.security.CertificateIssuer;
import io.mainstay.security.CertificateProfile;
import io.mainstay.security.Credential;
import io.mainstay.security.KeyPairs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** A proxy of its own: HTTP/1.1 in, HTTP/2 over TLS to itself, HTTP/1.1 out, a TCP listener, admin, a control plane. */
final class ProxyTraining {
    private static final String TEMPLATE = """
        {"node": {"id": "training", "cluster": "training"},
         "admin": {"address": {"pipe": {"path": "@ADMIN"}}},
         "dynamic_resources": {
           "ads_config": {"api_type": "GRPC", "transport_api_version": "V3",
             "grpc_services": [{"envoy_grpc": {"cluster_name": "discovery"}}]},
           "cds_config": {"ads": {}, "resource_api_version": "V3"},
           "lds_config": {"ads": {}, "resource_api_version": "V3"}},
         "static_resources": {
          "listeners": [
           {"name": "http", "address": {"socket_address": {"address": "127.0.0.1", "port_value": @HTTP}},
            "filter_chains": [{"filters": [{"name": "hcm", "typed_config": {
              "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
              "stat_prefix": "http",
              "access_log": [{"name": "log", "typed_config": {
                "@type": "type.googleapis.com/envoy.extensions.access_loggers.stream.v3.StdoutAccessLog"}}],
              "route_config": {"name": "r", "virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [
                {"match": {"prefix": "/relay"}, "route": {"cluster": "relay"}},
                {"match": {"prefix": "/"}, "route": {"cluster": "upstream"}}]}]},
              "http_filters": [{"name": "router", "typed_config": {
                "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}]}}]}]},
           {"name": "tls", "address": {"socket_address": {"address": "127.0.0.1", "port_value": @TLS}},
            "filter_chains": [{
             "transport_socket": {"name": "tls", "typed_config": {
              "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
              "common_tls_context": {"alpn_protocols": ["h2", "http/1.1"], "tls_certificates": [{
                "certificate_chain": {"inline_string": "@CHAIN"}, "private_key": {"inline_string": "@KEY"}}]}}},
             "filters": [{"name": "hcm", "typed_config": {
              "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
              "stat_prefix": "tls",
              "route_config": {"name": "r", "virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [
                {"match": {"prefix": "/"}, "route": {"cluster": "upstream"}}]}]},
              "http_filters": [{"name": "router", "typed_config": {
                "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}]}}]}]},
           {"name": "tcp", "address": {"socket_address": {"address": "127.0.0.1", "port_value": @TCP}},
            "filter_chains": [{"filters": [{"name": "tcp", "typed_config": {
              "@type": "type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
              "stat_prefix": "tcp", "cluster": "upstream"}}]}]}],
          "clusters": [
           {"name": "upstream", "connect_timeout": "5s", "load_assignment": {"cluster_name": "upstream",
             "endpoints": [{"lb_endpoints": [{"endpoint": {"address": {"socket_address": {
               "address": "127.0.0.1", "port_value": @UPSTREAM}}}}]}]}},
           {"name": "relay", "connect_timeout": "5s",
            "transport_socket": {"name": "tls", "typed_config": {
              "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
              "sni": "training",
              "common_tls_context": {"alpn_protocols": ["h2"],
                "validation_context": {"trusted_ca": {"inline_string": "@TRUSTED"}}}}},
            "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
              "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
              "explicit_http_config": {"http2_protocol_options": {}}}},
            "load_assignment": {"cluster_name": "relay",
             "endpoints": [{"lb_endpoints": [{"endpoint": {"address": {"socket_address": {
               "address": "127.0.0.1", "port_value": @TLS}}}}]}]}},
           {"name": "discovery", "connect_timeout": "5s",
            "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
              "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
              "explicit_http_config": {"http2_protocol_options": {}}}},
            "load_assignment": {"cluster_name": "discovery",
             "endpoints": [{"lb_endpoints": [{"endpoint": {"address": {"socket_address": {
               "address": "127.0.0.1", "port_value": @DISCOVERY}}}}]}]}}]}}
        """;

    private final Path folder;

    ProxyTraining(Path folder) {
        this.folder = folder;
    }

    void run() throws IOException, InterruptedException {
        Path file = folder.resolve("bootstrap.json");
        Path log = folder.resolve("proxy.log");
        Path admin = folder.resolve("admin.sock");
        InetSocketAddress http = loopback(Upstream.freePort());
        InetSocketAddress tcp = loopback(Upstream.freePort());
        try (Upstream upstream = Upstream.start();
                DiscoveryServer discovery = DiscoveryServer.start()) {
            Files.writeString(
                    file,
                    bootstrap(http.getPort(), tcp.getPort(), upstream.port(), discovery.port(), admin, Keys.make()));
            List<String> arguments = List.of(
                    "proxy",
                    "-c",
                    file.toString(),
                    "--state",
                    folder.resolve("state").toString(),
                    "--drain-time",
                    "1");
            // What is learnt is the start from a bootstrap that was converted before: this converts it.
            try (Trainee converter = Trainee.startUntrained(
                    log,
                    Stream.concat(arguments.stream(), Stream.of("--validate")).toList())) {
                converter.awaitEnd();
            }
            try (Trainee proxy = Trainee.start(log, arguments)) {
                proxy.await("an answer", () -> Upstream.answers(http, HttpCall.get("/relay")));
                proxy.await("discovery", () -> discovery.acknowledged() >= 2);
                for (String path : List.of("/", "/relay")) {
                    Upstream.call(http, path);
                }
                Upstream.call(tcp, "/");
                Upstream.lookAround(admin);
                proxy.end();
            }
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** What the proxy shows to itself, and whom it trusts. */
    private record Keys(Credential own, String trusted) {
        static Keys make() {
            SecureRandom random = new SecureRandom();
            KeyPair root = KeyPairs.generateP256();
            Credential authority = CertificateIssuer.selfSigned(root, profile(root, "CN=training root", true), random);
            KeyPair own = KeyPairs.generateP256();
            CertificateChain chain = new CertificateIssuer(authority, random).issue(profile(own, "CN=training", false));
            return new Keys(
                    new Credential(chain, own.getPrivate()), authority.chain().toPem());
        }

        private static CertificateProfile profile(KeyPair key, String subject, boolean authority) {
            Instant now = Clock.systemUTC().instant();
            return new CertificateProfile(
                    key.getPublic(),
                    subject,
                    new CertificateProfile.Names(List.of(), List.of("training"), List.of()),
                    now.minus(Duration.ofHours(1)),
                    now.plus(Duration.ofDays(1)),
                    authority);
        }
    }

    private static String bootstrap(int http, int tcp, int upstream, int discovery, Path admin, Keys keys)
            throws IOException {
        return TEMPLATE.replace("@HTTP", Integer.toString(http))
                .replace("@TCP", Integer.toString(tcp))
                .replace("@TLS", Integer.toString(Upstream.freePort()))
                .replace("@UPSTREAM", Integer.toString(upstream))
                .replace("@DISCOVERY", Integer.toString(discovery))
                .replace("@ADMIN", admin.toString())
                .replace("@TRUSTED", inJson(keys.trusted()))
                .replace("@CHAIN", inJson(keys.own().chain().toPem()))
                .replace("@KEY", inJson(keys.own().privateKeyPem()));
    }

    private static String inJson(String pem) {
        return pem.replace("\n", "\\n");
    }
}
