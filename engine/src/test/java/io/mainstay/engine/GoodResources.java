// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.engine;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TypeRegistry;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.FilterConfig;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StderrAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StdoutAccessLog;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.mainstay.engine.wire.ResourceReader;
import java.util.List;
import java.util.stream.Stream;

/** Resources in protobuf's text form that all readers accept. */
final class GoodResources {
    private static final List<Message> TYPES = List.of(
            HttpConnectionManager.getDefaultInstance(),
            TcpProxy.getDefaultInstance(),
            DownstreamTlsContext.getDefaultInstance(),
            UpstreamTlsContext.getDefaultInstance(),
            FileAccessLog.getDefaultInstance(),
            StdoutAccessLog.getDefaultInstance(),
            StderrAccessLog.getDefaultInstance(),
            HttpProtocolOptions.getDefaultInstance(),
            FilterConfig.getDefaultInstance(),
            TlsInspector.getDefaultInstance(),
            Router.getDefaultInstance(),
            DownstreamConnectionsConfig.getDefaultInstance());

    private static final TextFormat.Parser TEXT = TextFormat.Parser.newBuilder()
            .setTypeRegistry(TypeRegistry.newBuilder()
                    .add(TYPES.stream().map(Message::getDescriptorForType).toList())
                    .build())
            .build();

    static final String ROUTES = """
        name: "r"
        virtual_hosts {
          name: "h"
          domains: "*"
          routes {
            match { path: "/hello" headers { name: "x" string_match { exact: "y" } } }
            direct_response { status: 200 body { inline_string: "hello" } }
          }
          routes {
            match { prefix: "/" }
            route { cluster: "c" }
            typed_per_filter_config {
              key: "f"
              value { [type.googleapis.com/envoy.config.route.v3.FilterConfig] { disabled: true } }
            }
          }
        }
        """;

    static final String LISTENER = """
        name: "l"
        address { socket_address { address: "127.0.0.1" port_value: 80 } }
        filter_chains {
          filters {
            name: "h"
            typed_config {
              [type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager] {
                stat_prefix: "s"
                route_config {
                  name: "r"
                  virtual_hosts {
                    name: "h" domains: "*" routes { match { prefix: "/" } route { cluster: "c" } }
                  }
                }
                http_filters {
                  name: "router"
                  typed_config { [type.googleapis.com/envoy.extensions.filters.http.router.v3.Router] {} }
                }
              }
            }
          }
        }
        """;

    static final String TCP_LISTENER = """
        name: "l"
        address { socket_address { address: "127.0.0.1" port_value: 80 } }
        listener_filters {
          name: "i"
          typed_config { [type.googleapis.com/envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector] {} }
        }
        filter_chains {
          transport_socket {
            name: "tls"
            typed_config {
              [type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext] {
                common_tls_context {
                  tls_certificate_sds_secret_configs { name: "cert" sds_config { ads {} resource_api_version: V3 } }
                }
              }
            }
          }
          filters {
            name: "t"
            typed_config {
              [type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy] {
                stat_prefix: "s" cluster: "c"
              }
            }
          }
        }
        """;

    static final String CLUSTER = """
        name: "c"
        type: STATIC
        circuit_breakers { thresholds { priority: HIGH max_connections { value: 7 } } }
        load_assignment {
          cluster_name: "c"
          endpoints {
            lb_endpoints {
              endpoint { address { socket_address { address: "127.0.0.1" port_value: 80 } } }
            }
          }
        }
        typed_extension_protocol_options {
          key: "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"
          value {
            [type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions] {
              explicit_http_config { http2_protocol_options {} }
            }
          }
        }
        """;

    static final String DNS_CLUSTER = """
        name: "c"
        type: STRICT_DNS
        load_assignment {
          cluster_name: "c"
          endpoints {
            lb_endpoints { endpoint { address { socket_address { address: "a.io" port_value: 80 } } } }
          }
        }
        """;

    static final String EDS_CLUSTER = """
        name: "c"
        type: EDS
        eds_cluster_config { eds_config { ads {} resource_api_version: V3 } }
        transport_socket {
          name: "tls"
          typed_config {
            [type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext] {
              sni: "a.io"
              common_tls_context {
                validation_context_sds_secret_config { name: "ROOTCA" sds_config { ads {} resource_api_version: V3 } }
              }
            }
          }
        }
        """;

    static final String ENDPOINTS = """
        cluster_name: "c"
        endpoints {
          lb_endpoints {
            endpoint { address { socket_address { address: "127.0.0.1" port_value: 80 } } }
          }
        }
        """;

    static final String BOOTSTRAP = """
        node { id: "n" cluster: "c" }
        dynamic_resources {
          lds_config { ads {} resource_api_version: V3 }
          cds_config { ads {} resource_api_version: V3 }
          ads_config {
            api_type: GRPC transport_api_version: V3 grpc_services { envoy_grpc { cluster_name: "x" } }
          }
        }
        admin { address { pipe { path: "/tmp/admin" } } }
        overload_manager {
          resource_monitors {
            typed_config {
              [type.googleapis.com/envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig] {
                max_active_downstream_connections: 1000
              }
            }
          }
        }
        """;

    static final String SECRET = """
        name: "s"
        tls_certificate { certificate_chain { inline_string: "c" } private_key { inline_string: "k" } }
        """;

    /** A good resource of a reader. */
    record Good<M extends Message>(ResourceReader<M, ?> reader, Message message) {}

    static final List<Good<?>> ALL = List.of(
            good(XdsResources.ROUTE, RouteConfiguration.class, ROUTES),
            good(XdsResources.LISTENER, Listener.class, LISTENER),
            good(XdsResources.LISTENER, Listener.class, TCP_LISTENER),
            good(XdsResources.CLUSTER, Cluster.class, CLUSTER),
            good(XdsResources.CLUSTER, Cluster.class, DNS_CLUSTER),
            good(XdsResources.CLUSTER, Cluster.class, EDS_CLUSTER),
            good(XdsResources.ENDPOINT, ClusterLoadAssignment.class, ENDPOINTS),
            good(XdsResources.SECRET, Secret.class, SECRET),
            good(XdsResources.BOOTSTRAP, Bootstrap.class, BOOTSTRAP),
            good(XdsResources.ROUTER, Router.class, ""));

    private GoodResources() {}

    private static <M extends Message> Good<M> good(ResourceReader<M, ?> reader, Class<M> type, String text) {
        return new Good<>(reader, parse(type, text));
    }

    /** A message from its text. */
    static <M extends Message> M parse(Class<M> type, String text) {
        try {
            M empty = com.google.protobuf.Internal.getDefaultInstance(type);
            Message.Builder builder = empty.newBuilderForType();
            TEXT.merge(text, builder);
            return type.cast(builder.build());
        } catch (TextFormat.ParseException e) {
            throw new IllegalArgumentException(e.getMessage() + " in:\n" + text, e);
        }
    }

    /** What an {@code Any} holds. */
    static Message unpack(Any any) {
        String name = any.getTypeUrl().substring(any.getTypeUrl().lastIndexOf('/') + 1);
        Message type = Stream.of(TYPES)
                .flatMap(List::stream)
                .filter(t -> t.getDescriptorForType().getFullName().equals(name))
                .findFirst()
                .orElseThrow();
        try {
            return type.newBuilderForType().mergeFrom(any.getValue()).build();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
