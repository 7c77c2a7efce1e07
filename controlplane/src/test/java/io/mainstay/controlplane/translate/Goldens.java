// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.translate;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.mainstay.controlplane.kind.AllKinds;
import io.mainstay.controlplane.state.MeshSnapshot;
import io.mainstay.controlplane.state.ServicePortName;
import io.mainstay.model.Locality;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsSnapshot;
import io.mainstay.xds.server.NodeDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * The goldens: each folder of {@code src/test/goldens} holds resources ({@code input.yaml}) and what a node and a gateway get of
 * them, in Envoy's own YAML.
 */
public final class Goldens {
    /** The file of a node proxy on host-a, in zone a. */
    public static final String NODE = "host-a.yaml";

    /** The file of a gateway that serves all Gateway resources. */
    public static final String GATEWAY = "gateway.yaml";

    private static final Path FOLDER = Path.of("src", "test", "goldens");
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer()
            .preservingProtoFieldNames()
            .usingTypeRegistry(TypeRegistry.newBuilder()
                    .add(HttpConnectionManager.getDescriptor())
                    .add(TcpProxy.getDescriptor())
                    .add(Router.getDescriptor())
                    .add(TlsInspector.getDescriptor())
                    .add(DownstreamTlsContext.getDescriptor())
                    .add(UpstreamTlsContext.getDescriptor())
                    .add(HttpProtocolOptions.getDescriptor())
                    .add(PreviousHostsPredicate.getDescriptor())
                    .build());

    private Goldens() {}

    /** The folders, by name. */
    public static List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(FOLDER)) {
            return all.sorted().toList();
        }
    }

    /** What is made of a folder's resources, by the name of the golden. */
    public static Map<String, XdsSnapshot> translate(Path folder) throws IOException {
        MeshSource source = new MeshSource(mesh(Files.readString(folder.resolve("input.yaml"))));
        Map<String, XdsSnapshot> made = new LinkedHashMap<>();
        made.put(
                NODE,
                source.translate(
                        "host-a",
                        "spiffe://mesh.test/node/host-a",
                        new NodeDescription("host-a", "", new Locality("r", "a", ""), "test", Map.of())));
        made.put(
                GATEWAY,
                source.translate(
                        "gw",
                        "spiffe://mesh.test/node/gw",
                        new NodeDescription(
                                "gw",
                                "",
                                Locality.UNKNOWN,
                                "test",
                                Map.of("role", "gateway", "listen_address", "127.0.0.1"))));
        return made;
    }

    private static MeshSnapshot mesh(String input) {
        Map<ServicePortName, Integer> ports = new HashMap<>();
        return AllKinds.mesh(name -> ports.computeIfAbsent(name, _ -> 20_000 + ports.size()), input);
    }

    /** As YAML that Envoy reads, resources in the order of their names. */
    static String text(XdsSnapshot snapshot) throws InvalidProtocolBufferException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("listeners", trees(snapshot, TypeUrls.LISTENER, Listener.parser()));
        all.put("routes", trees(snapshot, TypeUrls.ROUTE, RouteConfiguration.parser()));
        all.put("clusters", trees(snapshot, TypeUrls.CLUSTER, Cluster.parser()));
        all.put("endpoints", trees(snapshot, TypeUrls.ENDPOINT, ClusterLoadAssignment.parser()));
        return new Dump(DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .setSplitLines(false)
                        .build())
                .dumpToString(all);
    }

    private static List<Object> trees(XdsSnapshot snapshot, String type, Parser<? extends Message> parser)
            throws InvalidProtocolBufferException {
        List<Object> trees = new ArrayList<>();
        for (XdsResource resource : new TreeMap<>(snapshot.of(type)).values()) {
            String json = PRINTER.print(parser.parseFrom(resource.body().getValue()));
            trees.add(new Load(LoadSettings.builder().build()).loadFromString(json));
        }
        return trees;
    }
}
