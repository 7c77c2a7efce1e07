// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.dist.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.mainstay.controlplane.serve.AdsServer;
import io.mainstay.controlplane.serve.LocalEndpoint;
import io.mainstay.engine.XdsResources;
import io.mainstay.engine.bootstrap.BootstrapConfig;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsSnapshot;
import io.mainstay.xds.grpc.Scheduler;
import io.mainstay.xds.grpc.ServerLimits;
import io.mainstay.xds.server.SnapshotSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Listeners that come from a control plane are bound after the configuration is complete: their sockets must wait for them. */
@Tag("slow")
@Timeout(60)
class DynamicHandoverTest {
    private static final int LISTENERS = 60;

    /** The state of a listening socket in {@code /proc/net/tcp} and where it, the port and the inode stand in a line (proc(5)). */
    private static final String LISTENING = "0A";

    private static final int STATE = 3;
    private static final int LOCAL_ADDRESS = 1;
    private static final int INODE = 9;

    @TempDir
    Path folder;

    @Test
    void the_new_process_accepts_on_the_very_sockets_of_the_old_one() throws Exception {
        List<Integer> ports = freePorts();
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
                AdsServer ads = new AdsServer(
                        source(snapshot(ports)), Scheduler.of(Clock.systemUTC(), timer), ServerLimits.DEFAULT);
                LocalEndpoint endpoint = new LocalEndpoint(0, ads.services()).start();
                TestProxy old = TestProxy.start(bootstrap(endpoint.port()), options())) {
            for (int port : ports) {
                awaitServing(port);
            }
            Map<Integer, String> before = sockets(ports);

            try (TestProxy _ = TestProxy.start(bootstrap(endpoint.port()), options())) {
                old.process().awaitStopped();

                assertThat(sockets(ports)).hasSize(LISTENERS).isEqualTo(before);
                for (int port : ports) {
                    assertThat(status(port)).isEqualTo(200);
                }
            }
        }
    }

    private ProxyOptions options() {
        return new ProxyOptions(1, Duration.ofSeconds(10), "test").handedOverAt(folder.resolve("h"));
    }

    private static int status(int port) {
        try (Wire client = Wire.connect(port)) {
            return client.send("GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n")
                    .read()
                    .status();
        }
    }

    private static void awaitServing(int port) {
        RuntimeException last = new IllegalStateException();
        for (int i = 0; i < 100_000; i++) {
            try {
                assertThat(status(port)).isEqualTo(200);
                return;
            } catch (RuntimeException e) {
                last = e;
                Thread.onSpinWait();
            }
        }
        throw last;
    }

    /** By port, the inode of the socket that listens: what Linux knows it by, whoever holds it. */
    private static Map<Integer, String> sockets(List<Integer> ports) throws IOException {
        Map<Integer, String> inodes = new TreeMap<>();
        for (String family : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/net", family))) {
                String[] words = line.strip().split("\\s+", -1);
                if (words[STATE].equals(LISTENING)) {
                    String address = words[LOCAL_ADDRESS];
                    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
                    inodes.merge(port, words[INODE], (one, other) -> one + " " + other);
                }
            }
        }
        inodes.keySet().retainAll(ports);
        return inodes;
    }

    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < LISTENERS; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private static SnapshotSource source(XdsSnapshot snapshot) {
        return (_, _, listener) -> {
            listener.changed(snapshot);
            return () -> {};
        };
    }

    private static XdsSnapshot snapshot(List<Integer> ports) throws InvalidProtocolBufferException {
        List<XdsResource> listeners = new ArrayList<>();
        for (int port : ports) {
            Listener.Builder listener = Listener.newBuilder();
            JsonFormat.parser().usingTypeRegistry(AnyTypes.registry()).merge("""
                {"name": "in-%1$d", "address": {"socket_address": {"address": "127.0.0.1", "port_value": %1$d}},
                 "filter_chains": [{"filters": [{"name": "hcm", "typed_config": {
                   "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
                   "stat_prefix": "in",
                   "route_config": {"name": "r", "virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [
                     {"match": {"prefix": "/"}, "direct_response": {"status": 200}}]}]},
                   "http_filters": [{"name": "router", "typed_config": {
                     "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}]}}]}]}
                """.formatted(port), listener);
            listeners.add(XdsResource.of("in-" + port, TypeUrls.LISTENER, listener.build()));
        }
        return XdsSnapshot.of("1", listeners);
    }

    private static BootstrapConfig bootstrap(int ads) throws InvalidProtocolBufferException {
        Bootstrap.Builder bootstrap = Bootstrap.newBuilder();
        String cluster = TestProxy.cluster("ads", ads);
        JsonFormat.parser()
                .usingTypeRegistry(AnyTypes.registry())
                .merge("""
                    {"node": {"id": "n"},
                     "static_resources": {"clusters": [%s, "typed_extension_protocol_options": {
                       "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                         "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                         "explicit_http_config": {"http2_protocol_options": {}}}}}]},
                     "dynamic_resources": {
                       "ads_config": {"api_type": "DELTA_GRPC", "transport_api_version": "V3",
                         "grpc_services": [{"envoy_grpc": {"cluster_name": "ads"}}]},
                       "cds_config": {"resource_api_version": "V3", "ads": {}},
                       "lds_config": {"resource_api_version": "V3", "ads": {}}}}
                    """.formatted(cluster.substring(0, cluster.lastIndexOf('}'))), bootstrap);
        return XdsResources.BOOTSTRAP.read(bootstrap.build()).orThrow();
    }
}
