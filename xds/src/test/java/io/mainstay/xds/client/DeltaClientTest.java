// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.client;

import static io.mainstay.xds.TestResources.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsRequest;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Incremental rules of the client, one by one. */
class DeltaClientTest {
    private final ClientMachine machine = new ClientMachine(true);

    @Test
    void everythingIsAskedForByAnEmptyFirstRequest() {
        machine.want(TypeUrls.CLUSTER, Interest.ALL);

        assertThat(machine.opened(1)).containsExactly(send(TypeUrls.CLUSTER, List.of(), List.of(), Map.of()));
    }

    @Test
    void everythingOfATypeWithoutThatHabitIsAskedForByStar() {
        machine.want(TypeUrls.SECRET, Interest.ALL);

        assertThat(machine.opened(1)).containsExactly(send(TypeUrls.SECRET, List.of("*"), List.of(), Map.of()));
    }

    @Test
    void aChangeOfInterestSendsTheDifferenceAtOnce() {
        machine.want(TypeUrls.ENDPOINT, Interest.in(List.of("a", "b")));
        machine.opened(1);
        machine.received(1, response(TypeUrls.ENDPOINT, "n1", List.of("a"), List.of()));

        assertThat(machine.want(TypeUrls.ENDPOINT, Interest.in(List.of("b", "c"))))
                .containsExactly(send(TypeUrls.ENDPOINT, List.of("c"), List.of("a"), Map.of()));
    }

    @Test
    void fromEverythingToNamesAndBack() {
        machine.want(TypeUrls.CLUSTER, Interest.ALL);
        machine.opened(1);

        assertThat(machine.want(TypeUrls.CLUSTER, Interest.in(List.of("a"))))
                .containsExactly(send(TypeUrls.CLUSTER, List.of("a"), List.of("*"), Map.of()));
        assertThat(machine.want(TypeUrls.CLUSTER, Interest.ALL))
                .containsExactly(send(TypeUrls.CLUSTER, List.of("*"), List.of("a"), Map.of()));
    }

    @Test
    void everyResponseIsAnsweredByItsOwnNonce() {
        machine.want(TypeUrls.CLUSTER, Interest.ALL);
        machine.opened(1);
        Ticket first = deliver(response(TypeUrls.CLUSTER, "n1", List.of("a"), List.of()));
        Ticket second = deliver(response(TypeUrls.CLUSTER, "n2", List.of("b"), List.of()));

        assertThat(machine.verdict(first, Map.of())).containsExactly(answer("n1", Optional.empty()));
        assertThat(machine.verdict(second, Map.of("b", "bad"))).containsExactly(answer("n2", Optional.of("b: bad")));
        assertThat(machine.held(TypeUrls.CLUSTER)).containsOnlyKeys("a");
    }

    @Test
    void removedResourcesAreDeliveredAndForgotten() {
        machine.want(TypeUrls.CLUSTER, Interest.ALL);
        machine.opened(1);
        machine.verdict(deliver(response(TypeUrls.CLUSTER, "n1", List.of("a", "b"), List.of())), Map.of());

        Ticket ticket = deliver(response(TypeUrls.CLUSTER, "n2", List.of(), List.of("a")));
        machine.verdict(ticket, Map.of());

        assertThat(ticket.removed()).containsExactly("a");
        assertThat(machine.held(TypeUrls.CLUSTER)).containsOnlyKeys("b");
    }

    @Test
    void aNewStreamTellsTheVersionsHeld() {
        machine.want(TypeUrls.ENDPOINT, Interest.in(List.of("a", "b", "c")));
        machine.opened(1);
        machine.verdict(
                deliver(response(TypeUrls.ENDPOINT, "n1", List.of("a", "b", "c"), List.of())), Map.of("b", "bad"));
        machine.want(TypeUrls.ENDPOINT, Interest.in(List.of("a", "b")));
        machine.closed(1);

        assertThat(machine.opened(2))
                .containsExactly(send(TypeUrls.ENDPOINT, List.of("a", "b"), List.of(), Map.of("a", "of n1")));
    }

    @Test
    void aNewStreamTellsOfResourcesTakenThoughTheAnswerWasHeldBack() {
        machine.want(TypeUrls.CLUSTER, Interest.ALL);
        machine.opened(1);
        Ticket ticket = deliver(response(TypeUrls.CLUSTER, "n1", List.of("a"), List.of()));
        machine.applied(ticket, Map.of());
        machine.closed(1);

        assertThat(machine.opened(2))
                .containsExactly(send(TypeUrls.CLUSTER, List.of(), List.of(), Map.of("a", "of n1")));
        assertThat(machine.answer(ticket)).isEmpty();
    }

    @Test
    void aFirstStreamTellsOfWhatAnEarlierProcessHeldAndIsStillWanted() {
        machine.want(TypeUrls.ENDPOINT, Interest.in(List.of("a")));
        machine.restore(TypeUrls.ENDPOINT, Map.of("a", "7", "b", "8"));

        assertThat(machine.opened(1))
                .containsExactly(send(TypeUrls.ENDPOINT, List.of("a"), List.of(), Map.of("a", "7")));
    }

    @Test
    void whatIsNoLongerWantedIsNotDelivered() {
        machine.want(TypeUrls.ENDPOINT, Interest.in(List.of("a", "b")));
        machine.opened(1);
        machine.want(TypeUrls.ENDPOINT, Interest.in(List.of("b")));

        Ticket ticket = deliver(response(TypeUrls.ENDPOINT, "n1", List.of("a", "b"), List.of("a")));

        assertThat(ticket.resources()).extracting(XdsResource::name).containsExactly("b");
        assertThat(ticket.removed()).isEmpty();
    }

    private Ticket deliver(XdsResponse response) {
        return ((ClientEffect.Deliver) machine.received(1, response).getFirst()).ticket();
    }

    private static XdsResponse response(String type, String nonce, List<String> names, List<String> removed) {
        List<XdsResource> resources =
                names.stream().map(name -> resource(type, name, "of " + nonce)).toList();
        return new XdsResponse.Delta(type, "system", nonce, resources, removed);
    }

    private static ClientEffect send(
            String type, List<String> subscribe, List<String> unsubscribe, Map<String, String> initial) {
        return new ClientEffect.Send(new XdsRequest.Delta(type, subscribe, unsubscribe, initial, "", Optional.empty()));
    }

    private static ClientEffect answer(String nonce, Optional<String> error) {
        return new ClientEffect.Send(
                new XdsRequest.Delta(TypeUrls.CLUSTER, List.of(), List.of(), Map.of(), nonce, error));
    }
}
