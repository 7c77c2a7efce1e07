// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.bench.control;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.mainstay.agent.identity.ControlPlaneLink;
import io.mainstay.api.workload.v1alpha1.RegisterRequest;
import io.mainstay.api.workload.v1alpha1.Workload;
import io.mainstay.api.workload.v1alpha1.WorkloadRegistryGrpc;
import io.mainstay.security.JoinString;
import io.mainstay.security.SpiffeId;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.client.Interest;
import io.mainstay.xds.client.Ticket;
import io.mainstay.xds.grpc.DiscoveryClient;
import io.mainstay.xds.grpc.Scheduler;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;

/** A host with one workload and the configuration stream of its proxy, over mTLS as a real one's. Accepts everything. */
final class SimulatedHost implements AutoCloseable {
    private static final String TRUST_DOMAIN = "cluster.local";

    private final int number;
    private final String namespace;
    private final String service;
    private final ControlPlaneLink link;
    private final ExecutorService executor =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
    private final BiConsumer<SimulatedHost, XdsResource> received;
    private final Map<String, Boolean> types = new ConcurrentHashMap<>();
    private final DiscoveryClient client;

    SimulatedHost(
            int number,
            String namespace,
            String service,
            int port,
            JoinString join,
            boolean delta,
            ScheduledExecutorService timer,
            BiConsumer<SimulatedHost, XdsResource> received)
            throws IOException {
        this.number = number;
        this.namespace = namespace;
        this.service = service;
        this.received = received;
        Clock clock = Clock.systemUTC();
        ControlPlaneLink.Enrolled enrolled =
                ControlPlaneLink.enrol("127.0.0.1", port, SpiffeId.node(TRUST_DOMAIN, "host-" + number), join, clock);
        this.link = new ControlPlaneLink("127.0.0.1", port, TRUST_DOMAIN, enrolled::bundle, clock);
        link.show(enrolled.node());
        this.client = new DiscoveryClient(
                link.channel(),
                new DiscoveryClient.Settings(
                        DiscoveryClient.Service.AGGREGATED,
                        delta,
                        Node.newBuilder().setId("host-" + number).build()),
                executor,
                Scheduler.of(clock, timer),
                new Random(number),
                new Deliveries());
    }

    String namespace() {
        return namespace;
    }

    String service() {
        return service;
    }

    /** Announces its workload, with this port; any earlier one of it is replaced. */
    void register(int inboundPort) {
        var _ = WorkloadRegistryGrpc.newBlockingStub(link.channel())
                .register(RegisterRequest.newBuilder()
                        .setWorkload(Workload.newBuilder()
                                .setNamespace(namespace)
                                .setName(service + "-" + number)
                                .setService(service)
                                .setServiceAccount(service)
                                .setInboundAddress(
                                        "10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255))
                                .setInboundPort(inboundPort)
                                .setApplicationPort(8080)
                                .setOutboundAddress("127.1." + (number >> 8) + "." + (number & 255)))
                        .build());
    }

    void follow() {
        executor.execute(() -> {
            client.want(TypeUrls.CLUSTER, Interest.ALL);
            client.want(TypeUrls.LISTENER, Interest.ALL);
            client.start();
        });
    }

    /** Whether it has clusters, their endpoints, listeners and their routes. */
    boolean complete() {
        return types.size() == 4;
    }

    @Override
    public void close() {
        executor.execute(client::close);
        executor.shutdown();
        link.close();
    }

    private final class Deliveries implements DiscoveryClient.Listener {
        @Override
        public void delivered(Ticket ticket) {
            client.verdict(ticket, Map.of());
            if (ticket.typeUrl().equals(TypeUrls.CLUSTER)) {
                List<String> outbound = ticket.resources().stream()
                        .map(XdsResource::name)
                        .filter(name -> name.startsWith("outbound|"))
                        .toList();
                client.want(TypeUrls.ENDPOINT, Interest.in(outbound));
                // A route table is called as its cluster is, without the direction.
                client.want(
                        TypeUrls.ROUTE,
                        Interest.in(outbound.stream()
                                .map(name -> name.substring("outbound|".length()))
                                .toList()));
            }
            if (!ticket.resources().isEmpty()) {
                types.put(ticket.typeUrl(), true);
            }
            ticket.resources().forEach(resource -> received.accept(SimulatedHost.this, resource));
        }

        @Override
        public void connected() {}

        @Override
        public void disconnected(String reason) {
            System.err.println("host-" + number + " disconnected: " + reason);
        }
    }
}
