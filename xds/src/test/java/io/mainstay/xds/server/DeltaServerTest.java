// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.server;

import static io.mainstay.xds.TestResources.resource;
import static io.mainstay.xds.TestResources.snapshot;
import static io.mainstay.xds.TypeUrls.CLUSTER;
import static io.mainstay.xds.TypeUrls.ENDPOINT;
import static io.mainstay.xds.TypeUrls.LISTENER;
import static io.mainstay.xds.TypeUrls.ROUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.xds.XdsRequest;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsResponse;
import io.mainstay.xds.XdsSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Incremental rules of the server, one by one. */
class DeltaServerTest {
    private final ServerMachine machine = new ServerMachine(true);

    @Test
    void onlyWhatChangedAndWhatIsGoneIsSent() {
        machine.snapshot(snapshot("1", resource(CLUSTER, "a", "1"), resource(CLUSTER, "b", "1")));
        assertThat(sent(subscribe(CLUSTER))).containsExactly("Cluster +a +b");
        answer(CLUSTER, "1");

        assertThat(sent(machine.snapshot(snapshot("2", resource(CLUSTER, "a", "2")))))
                .containsExactly("Cluster +a -b");
    }

    @Test
    void nothingAtAllIsAnsweredOnceForEverything() {
        machine.snapshot(XdsSnapshot.EMPTY);

        assertThat(sent(subscribe(CLUSTER))).containsExactly("Cluster");
        assertThat(answer(CLUSTER, "1")).hasSize(1);
    }

    @Test
    void whatDoesNotExistIsSaidAtOnceAndOnlyOnce() {
        machine.snapshot(snapshot("1", resource(ENDPOINT, "a", "1")));

        assertThat(sent(subscribe(ENDPOINT, "a", "nowhere"))).containsExactly("ClusterLoadAssignment +a -nowhere");
        answer(ENDPOINT, "1");
        assertThat(machine.snapshot(snapshot("2", resource(ENDPOINT, "a", "1"))))
                .isEmpty();
        assertThat(sent(machine.snapshot(snapshot("3", resource(ENDPOINT, "nowhere", "1")))))
                .containsExactly("ClusterLoadAssignment +nowhere -a");
    }

    @Test
    void aReconnectedClientGetsTheDifferenceToWhatItHolds() {
        machine.snapshot(snapshot("1", resource(CLUSTER, "same", "1"), resource(CLUSTER, "newer", "2")));

        assertThat(sent(machine.request(new XdsRequest.Delta(
                        CLUSTER,
                        List.of(),
                        List.of(),
                        Map.of("same", "1", "newer", "1", "gone", "1"),
                        "",
                        Optional.empty()))))
                .containsExactly("Cluster +newer -gone");
    }

    @Test
    void aReconnectedClientThatHoldsEverythingGetsAnEmptyAnswer() {
        machine.snapshot(snapshot("1", resource(CLUSTER, "same", "1")));

        assertThat(sent(machine.request(new XdsRequest.Delta(
                        CLUSTER, List.of(), List.of(), Map.of("same", "1"), "", Optional.empty()))))
                .containsExactly("Cluster");
    }

    @Test
    void subscriptionsCountWhateverTheNonce() {
        machine.snapshot(snapshot("1", resource(ENDPOINT, "a", "1"), resource(ENDPOINT, "b", "1")));
        subscribe(ENDPOINT, "a");

        assertThat(machine.request(
                        new XdsRequest.Delta(ENDPOINT, List.of("b"), List.of(), Map.of(), "stale", Optional.empty())))
                .isEmpty();
        assertThat(sent(answer(ENDPOINT, "1"))).containsExactly("ClusterLoadAssignment +b");
    }

    @Test
    void askingAgainForWhatOneHasGetsItAgain() {
        machine.snapshot(snapshot("1", resource(ENDPOINT, "a", "1")));
        subscribe(ENDPOINT, "a");
        answer(ENDPOINT, "1");

        assertThat(sent(subscribe(ENDPOINT, "a"))).containsExactly("ClusterLoadAssignment +a");
    }

    @Test
    void unsubscribedResourcesAreNotSent() {
        machine.snapshot(snapshot("1", resource(ENDPOINT, "a", "1")));
        subscribe(ENDPOINT, "a");
        answer(ENDPOINT, "1");
        machine.request(new XdsRequest.Delta(ENDPOINT, List.of(), List.of("a"), Map.of(), "", Optional.empty()));

        assertThat(machine.snapshot(snapshot("2", resource(ENDPOINT, "a", "2"))))
                .isEmpty();
        assertThat(machine.progress().getFirst().resources()).isZero();
    }

    @Test
    void aChangedClusterBringsItsEndpointsAgain() {
        machine.snapshot(snapshot("1", resource(CLUSTER, "a", "1"), resource(ENDPOINT, "a", "1")));
        subscribe(CLUSTER);
        answer(CLUSTER, "1");
        subscribe(ENDPOINT, "a");
        answer(ENDPOINT, "2");

        assertThat(sent(machine.snapshot(snapshot("2", resource(CLUSTER, "a", "2"), resource(ENDPOINT, "a", "1")))))
                .containsExactly("Cluster +a", "ClusterLoadAssignment +a");
    }

    @Test
    void thingsAreMadeBeforeTheyAreBroken() {
        machine.snapshot(snapshot(
                "1",
                resource(CLUSTER, "old", "1"),
                resource(ENDPOINT, "old", "1"),
                resource(LISTENER, "l", "1"),
                resource(ROUTE, "r", "1")));
        subscribe(CLUSTER);
        answer(CLUSTER, "1");
        subscribe(ENDPOINT, "old");
        answer(ENDPOINT, "2");
        subscribe(LISTENER);
        answer(LISTENER, "3");
        subscribe(ROUTE, "r");
        answer(ROUTE, "4");

        List<String> order = new ArrayList<>(sent(machine.snapshot(snapshot(
                "2",
                resource(CLUSTER, "new", "1"),
                resource(ENDPOINT, "new", "1"),
                resource(LISTENER, "l", "2"),
                resource(ROUTE, "r", "2")))));
        order.addAll(sent(subscribe(ENDPOINT, "new")));
        order.addAll(sent(answer(ENDPOINT, "6")));
        order.addAll(sent(answer(CLUSTER, "5")));
        order.addAll(sent(answer(LISTENER, "7")));
        order.addAll(sent(answer(ROUTE, "8")));
        order.addAll(sent(answer(CLUSTER, "9")));

        assertThat(order)
                .containsExactly(
                        "Cluster +new",
                        "ClusterLoadAssignment +new",
                        "Listener +l",
                        "RouteConfiguration +r",
                        "Cluster -old",
                        "ClusterLoadAssignment -old");
    }

    @Test
    void aRefusalIsNotedWithItsTextAndNotRepeated() {
        machine.snapshot(snapshot("1", resource(CLUSTER, "a", "1")));
        subscribe(CLUSTER);

        assertThat(machine.request(new XdsRequest.Delta(
                        CLUSTER, List.of(), List.of(), Map.of(), "1", Optional.of("a: name: missing"))))
                .containsExactly(new ServerEffect.Nacked(CLUSTER, "1", "a: name: missing"));
    }

    private List<ServerEffect> subscribe(String type, String... names) {
        return machine.request(new XdsRequest.Delta(type, List.of(names), List.of(), Map.of(), "", Optional.empty()));
    }

    private List<ServerEffect> answer(String type, String nonce) {
        return machine.request(new XdsRequest.Delta(type, List.of(), List.of(), Map.of(), nonce, Optional.empty()));
    }

    private static List<String> sent(List<ServerEffect> effects) {
        List<String> sent = new ArrayList<>();
        for (ServerEffect effect : effects) {
            if (effect instanceof ServerEffect.Send(XdsResponse response)) {
                StringBuilder text = new StringBuilder(response.typeUrl().replaceAll(".*[.]", ""));
                response.resources().stream()
                        .map(XdsResource::name)
                        .forEach(name -> text.append(" +").append(name));
                ((XdsResponse.Delta) response)
                        .removed()
                        .forEach(name -> text.append(" -").append(name));
                sent.add(text.toString());
            }
        }
        return sent;
    }
}
