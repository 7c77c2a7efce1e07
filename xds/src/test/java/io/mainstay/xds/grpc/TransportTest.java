// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.grpc;

import static io.mainstay.xds.TestResources.resource;
import static io.mainstay.xds.TestResources.snapshot;
import static io.mainstay.xds.TypeUrls.CLUSTER;
import static io.mainstay.xds.TypeUrls.ENDPOINT;
import static io.mainstay.xds.TypeUrls.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.mainstay.xds.TestResources;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.client.Interest;
import io.mainstay.xds.client.Ticket;
import io.mainstay.xds.server.NodeStatus;
import io.mainstay.xds.server.TypeStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Client and server shells over gRPC in one thread, on a clock of their own. */
class TransportTest {
    private static final Node NODE = Node.newBuilder()
            .setId("node-1")
            .setCluster("web")
            .setUserAgentName("test")
            .setUserAgentVersion("9")
            .setLocality(Locality.newBuilder().setZone("z1"))
            .setMetadata(Struct.newBuilder()
                    .putFields(
                            "role", Value.newBuilder().setStringValue("gateway").build()))
            .build();

    private final ManualScheduler scheduler = new ManualScheduler();
    private final FakeSource source = new FakeSource();
    private final String name = InProcessServerBuilder.generateName();
    private DiscoveryServer discovery =
            new DiscoveryServer(source, scheduler, new ServerLimits(2, Duration.ofMillis(100)), StreamEvents.NONE);
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final ManagedChannel channel =
            InProcessChannelBuilder.forName(name).directExecutor().build();
    private Server server;

    @BeforeEach
    void startServer() {
        try {
            server = InProcessServerBuilder.forName(name)
                    .directExecutor()
                    .addService(discovery.aggregated())
                    .addService(discovery.secrets())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() {
        subscribers.forEach(subscriber -> subscriber.client.close());
        channel.shutdownNow();
        server.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void resourcesArriveChangeAndGo(boolean delta) {
        source.set(snapshot("1", resource(CLUSTER, "a", "1"), resource(CLUSTER, "b", "1")));
        Subscriber subscriber = subscriber(DiscoveryClient.Service.AGGREGATED, delta);
        subscriber.client.want(CLUSTER, Interest.ALL);
        subscriber.client.start();
        assertThat(subscriber.held).containsOnly(Map.entry("a", "1"), Map.entry("b", "1"));

        scheduler.advance(Duration.ofSeconds(1));
        source.set(snapshot("2", resource(CLUSTER, "a", "2")));

        assertThat(subscriber.held).containsOnly(Map.entry("a", "2"));
        NodeStatus status = discovery.nodes().getFirst();
        assertThat(status.delta()).isEqualTo(delta);
        assertThat(status.node().id()).isEqualTo("node-1");
        assertThat(status.node().locality().zone()).isEqualTo("z1");
        assertThat(status.node().userAgent()).isEqualTo("test 9");
        assertThat(status.node().text("role")).contains("gateway");
        assertThat(status.types()).extracting(TypeStatus::state).containsExactly(TypeStatus.State.SYNCED);
        assertThat(status.types().getFirst().resources()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneBadResourceOfThreeIsRefusedByNameAndShown(boolean delta) {
        source.set(
                snapshot("1", resource(CLUSTER, "a", "1"), resource(CLUSTER, "bad", "1"), resource(CLUSTER, "c", "1")));
        Subscriber subscriber = subscriber(DiscoveryClient.Service.AGGREGATED, delta);
        subscriber.client.want(CLUSTER, Interest.ALL);
        subscriber.client.start();

        assertThat(subscriber.held).containsOnlyKeys("a", "c");
        TypeStatus type = discovery.nodes().getFirst().types().getFirst();
        assertThat(type.state()).isEqualTo(TypeStatus.State.REFUSED);
        assertThat(type.refusal().orElseThrow().error()).isEqualTo("bad: name: is bad");

        scheduler.advance(Duration.ofSeconds(1));
        source.set(snapshot("2", resource(CLUSTER, "a", "1"), resource(CLUSTER, "c", "1")));

        assertThat(discovery.nodes().getFirst().types().getFirst().state()).isEqualTo(TypeStatus.State.SYNCED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBrokenStreamIsOpenedAgainAfterAWhileAndCatchesUp(boolean delta) {
        source.set(snapshot("1", resource(CLUSTER, "a", "1"), resource(CLUSTER, "gone", "1")));
        Subscriber subscriber = subscriber(DiscoveryClient.Service.AGGREGATED, delta);
        subscriber.client.want(CLUSTER, Interest.ALL);
        subscriber.client.start();

        discovery.close();
        assertThat(subscriber.events).containsExactly("connected", "UNAVAILABLE: server shuts down");
        assertThat(discovery.nodes()).isEmpty();
        assertThat(source.listeners).isEmpty();
        source.set(snapshot("2", resource(CLUSTER, "a", "1"), resource(CLUSTER, "b", "1")));
        scheduler.advance(Duration.ofSeconds(1));

        assertThat(subscriber.held).containsOnlyKeys("a", "b");
        assertThat(subscriber.deliveries.getLast()).isEqualTo(delta ? List.of("b") : List.of("a", "b"));
    }

    @Test
    void reconnectsAreSpreadAndGrowToTenSeconds() {
        Backoff backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10), new Random(1));

        for (long upper : new long[] {250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000}) {
            assertThat(backoff.next()).isBetween(Duration.ofMillis(upper / 2), Duration.ofMillis(upper));
        }
        backoff.reset();
        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(250));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void changesAreGatheredForAHundredMillisecondsAfterOneAndEndpointsAreNot(boolean delta) {
        source.set(snapshot("1", resource(CLUSTER, "a", "1"), resource(ENDPOINT, "a", "1")));
        Subscriber subscriber = subscriber(DiscoveryClient.Service.AGGREGATED, delta);
        subscriber.client.want(CLUSTER, Interest.ALL);
        subscriber.client.start();
        scheduler.advance(Duration.ofSeconds(1));

        source.set(snapshot("2", resource(CLUSTER, "a", "2"), resource(ENDPOINT, "a", "1")));
        assertThat(subscriber.held).as("the first at once").containsEntry("a", "2");
        source.set(snapshot("3", resource(CLUSTER, "a", "3"), resource(ENDPOINT, "a", "1")));
        scheduler.advance(Duration.ofMillis(50));
        source.set(snapshot("4", resource(CLUSTER, "a", "4"), resource(ENDPOINT, "a", "1")));
        assertThat(subscriber.held).containsEntry("a", "2");
        scheduler.advance(Duration.ofMillis(51));
        assertThat(subscriber.held).containsEntry("a", "4");
        assertThat(subscriber.deliveries).hasSize(3);

        subscriber.client.want(ENDPOINT, Interest.in(List.of("a")));
        source.set(snapshot("5", resource(CLUSTER, "a", "4"), resource(ENDPOINT, "a", "2")));
        assertThat(subscriber.endpoints).as("endpoints alone at once").containsEntry("a", "2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void secretsHaveAServiceOfTheirOwn(boolean delta) {
        source.set(snapshot("1", resource(SECRET, "ROOTCA", "1")));
        Subscriber subscriber = subscriber(DiscoveryClient.Service.SECRETS, delta);
        subscriber.client.want(SECRET, Interest.in(List.of("ROOTCA")));
        subscriber.client.start();

        assertThat(subscriber.held).containsOnlyKeys("ROOTCA");
    }

    @Test
    void anUnknownTypeIsRefused() {
        Subscriber subscriber = subscriber(DiscoveryClient.Service.AGGREGATED, false);
        subscriber.client.want("type.googleapis.com/no.such.Type", Interest.in(List.of("x")));
        subscriber.client.start();

        assertThat(subscriber.events)
                .singleElement()
                .asString()
                .startsWith("INVALID_ARGUMENT: type_url: type.googleapis.com/no.such.Type is not served");
    }

    @Test
    void aNodeWithoutAnIdIsRefused() {
        Subscriber subscriber = new Subscriber(DiscoveryClient.Service.AGGREGATED, false, Node.getDefaultInstance());
        subscriber.client.want(CLUSTER, Interest.ALL);
        subscriber.client.start();

        assertThat(subscriber.events).singleElement().asString().startsWith("INVALID_ARGUMENT: node.id: missing");
    }

    @Test
    void aNodeTheSourceRefusesIsToldWhy() {
        source.refuseEverybody("host is not enrolled");
        Subscriber subscriber = subscriber(DiscoveryClient.Service.AGGREGATED, true);
        subscriber.client.want(CLUSTER, Interest.ALL);
        subscriber.client.start();

        assertThat(subscriber.events).containsExactly("PERMISSION_DENIED: host is not enrolled");
        assertThat(discovery.nodes()).isEmpty();
    }

    @Test
    void streamsAreBounded() {
        for (int i = 0; i < 3; i++) {
            Subscriber subscriber = subscriber(DiscoveryClient.Service.AGGREGATED, true);
            subscriber.client.want(CLUSTER, Interest.ALL);
            subscriber.client.start();
        }

        assertThat(discovery.nodes()).hasSize(2);
        assertThat(subscribers.getLast().events).containsExactly("RESOURCE_EXHAUSTED: streams: 2 are open already");
    }

    private Subscriber subscriber(DiscoveryClient.Service service, boolean delta) {
        return new Subscriber(service, delta, NODE);
    }

    /** Keeps what it gets, but nothing that is called bad. */
    private final class Subscriber implements DiscoveryClient.Listener {
        final Map<String, String> held = new TreeMap<>();
        final Map<String, String> endpoints = new TreeMap<>();
        final List<String> events = new ArrayList<>();
        final List<List<String>> deliveries = new ArrayList<>();
        final DiscoveryClient client;

        Subscriber(DiscoveryClient.Service service, boolean delta, Node node) {
            client = new DiscoveryClient(
                    channel,
                    new DiscoveryClient.Settings(service, delta, node),
                    Runnable::run,
                    scheduler,
                    new Random(1),
                    this);
            subscribers.add(this);
        }

        @Override
        public void delivered(Ticket ticket) {
            Map<String, String> into = ticket.typeUrl().equals(ENDPOINT) ? endpoints : held;
            Map<String, String> refused = new TreeMap<>();
            deliveries.add(ticket.resources().stream().map(XdsResource::name).toList());
            for (XdsResource resource : ticket.resources()) {
                if (resource.name().equals("bad")) {
                    refused.put(resource.name(), "name: is bad");
                } else {
                    into.put(resource.name(), TestResources.versionIn(resource));
                }
            }
            ticket.removed().forEach(into::remove);
            client.verdict(ticket, refused);
        }

        @Override
        public void connected() {
            events.add("connected");
        }

        @Override
        public void disconnected(String reason) {
            events.add(reason);
        }
    }
}
