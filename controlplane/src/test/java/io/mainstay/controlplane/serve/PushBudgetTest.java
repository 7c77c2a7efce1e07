// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.controlplane.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.mainstay.controlplane.kind.AllKinds;
import io.mainstay.controlplane.state.MeshSnapshot;
import io.mainstay.controlplane.translate.MeshSource;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.grpc.Scheduler;
import io.mainstay.xds.grpc.ServerLimits;
import io.mainstay.xds.server.NodeIdentity;
import io.mainstay.xds.server.SnapshotSource;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a change of one endpoint costs on the wire to a host of a mesh of fifty services, as a client of gRPC counts it. */
@Tag("slow")
@Timeout(60)
class PushBudgetTest {
    private static final int SERVICES = 50;
    private static final String NODE = "spiffe://mesh.test/node/host-a";

    private final List<String> resources = new ArrayList<>();

    PushBudgetTest() {
        for (int i = 0; i < SERVICES; i++) {
            resources.add(
                    "{apiVersion: v1, kind: Service, metadata: {name: s%d}, spec: {ports: [{name: http, port: 80}]}}"
                            .formatted(i));
            resources.add(workload("s" + i, i == 0 ? "host-a" : "host-b", i));
        }
    }

    private static String workload(String service, String host, int number) {
        return """
            apiVersion: networking.istio.io/v1
            kind: WorkloadEntry
            metadata:
              name: w%2$d
              annotations:
                mainstay.io/host: %3$s
                mainstay.io/service: %1$s
                mainstay.io/inbound-port: "%4$d"
                mainstay.io/application-port: "8000"
                mainstay.io/outbound-address: 127.0.1.1
            spec: {address: 127.0.0.1, serviceAccount: %1$s, locality: r/a, labels: {version: v1}}
            """.formatted(service, number, host, 7000 + number);
    }

    private MeshSnapshot mesh() {
        return AllKinds.mesh(resources.toArray(String[]::new));
    }

    /**
     * Two endpoints with addresses, locality, metadata and TLS identity, named once. It would grow by what an endpoint carries; to fifty
     * times as much if the endpoints of every service were sent where those of one have changed; by a second response if a cluster,
     * listener or route table depended on endpoints.
     */
    @ParameterizedTest
    @CsvSource({"true, 600", "false, 550"})
    void oneMoreEndpointIsOneSmallResponse(boolean delta, int mostBytes) throws Exception {
        MeshSource source = new MeshSource(mesh());
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
                AdsServer ads =
                        new AdsServer(proven(source), Scheduler.of(Clock.systemUTC(), timer), ServerLimits.DEFAULT);
                LocalEndpoint endpoint = new LocalEndpoint(0, ads.services()).start()) {
            ManagedChannel channel = Grpc.newChannelBuilder(
                            "127.0.0.1:" + endpoint.port(), InsecureChannelCredentials.create())
                    .build();
            try {
                CountingNode node = new CountingNode(channel, delta, "host-a");
                node.subscribe(SERVICES);

                // What came of the first change precedes what comes of the second, so all of it has been counted by
                // then.
                List<CountingNode.Response> first = change(source, node, 7);
                List<CountingNode.Response> second = change(source, node, 8);

                assertThat(first).hasSize(1);
                assertThat(second).hasSize(1);
                assertThat(first.getFirst().bytes()).isBetween(100, mostBytes);
            } finally {
                channel.shutdownNow();
            }
        }
    }

    private List<CountingNode.Response> change(MeshSource source, CountingNode node, int service) throws Exception {
        resources.add(workload("s" + service, "host-b", SERVICES + service));
        source.accept(mesh());
        return node.until(TypeUrls.ENDPOINT);
    }

    /** As if host-a had shown its certificate: there is none on a plaintext port. */
    private static SnapshotSource proven(SnapshotSource source) {
        return (_, node, listener) -> source.subscribe(new NodeIdentity(Optional.of(NODE), "test"), node, listener);
    }
}
