// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.client;

import static io.mainstay.xds.TestResources.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsRequest;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** State-of-the-world rules of the client, one by one. */
class SotwClientTest {
    private final ClientMachine machine = new ClientMachine(false);

    @Test
    void asksForClustersFirstWhateverTheOrderOfInterest() {
        machine.want(TypeUrls.LISTENER, Interest.ALL);
        machine.want(TypeUrls.ROUTE, Interest.in(List.of("r")));
        machine.want(TypeUrls.ENDPOINT, Interest.in(List.of("e")));
        machine.want(TypeUrls.CLUSTER, Interest.ALL);

        assertThat(machine.opened(1))
                .containsExactly(
                        send(TypeUrls.CLUSTER, "", ""),
                        send(TypeUrls.ENDPOINT, "", "", "e"),
                        send(TypeUrls.LISTENER, "", ""),
                        send(TypeUrls.ROUTE, "", "", "r"));
    }

    @Test
    void doesNotAskForNothing() {
        machine.want(TypeUrls.ROUTE, Interest.NONE);

        assertThat(machine.opened(1)).isEmpty();
    }

    @Test
    void acceptsWithVersionAndNonce() {
        wantClusters();

        Ticket ticket = deliver(response(TypeUrls.CLUSTER, "7", "n1", "a", "b"));

        assertThat(machine.verdict(ticket, Map.of())).containsExactly(send(TypeUrls.CLUSTER, "7", "n1"));
        assertThat(machine.held(TypeUrls.CLUSTER)).containsOnlyKeys("a", "b");
    }

    @Test
    void refusesWithTheVersionAcceptedBeforeAndKeepsTheGoodOnes() {
        wantClusters();
        machine.verdict(deliver(response(TypeUrls.CLUSTER, "1", "n1", "a")), Map.of());

        Ticket ticket = deliver(response(TypeUrls.CLUSTER, "2", "n2", "a", "b", "c"));

        assertThat(machine.verdict(ticket, Map.of("b", "lb_policy: unknown")))
                .containsExactly(new ClientEffect.Send(new XdsRequest.Sotw(
                        TypeUrls.CLUSTER, List.of(), "1", "n2", Optional.of("b: lb_policy: unknown"))));
        assertThat(machine.held(TypeUrls.CLUSTER)).containsOnlyKeys("a", "c");
    }

    @Test
    void whatAFullSetLacksIsGone() {
        wantClusters();
        machine.verdict(deliver(response(TypeUrls.CLUSTER, "1", "n1", "a", "b")), Map.of());

        assertThat(deliver(response(TypeUrls.CLUSTER, "2", "n2", "b")).removed())
                .containsExactly("a");
    }

    @Test
    void whatASecondFullSetLacksIsGoneThoughTheFirstIsNotYetJudged() {
        wantClusters();
        Ticket first = deliver(response(TypeUrls.CLUSTER, "1", "n1", "a"));
        Ticket second = deliver(response(TypeUrls.CLUSTER, "2", "n2", "b"));

        assertThat(second.removed()).containsExactly("a");
        assertThat(machine.verdict(first, Map.of()))
                .as("only the newest is answered")
                .isEmpty();
        assertThat(machine.verdict(second, Map.of())).containsExactly(send(TypeUrls.CLUSTER, "2", "n2"));
        assertThat(machine.held(TypeUrls.CLUSTER)).containsOnlyKeys("b");
    }

    @Test
    void aSubsetTypeLosesNothingByAbsence() {
        machine.opened(1);
        machine.want(TypeUrls.ENDPOINT, Interest.in(List.of("a", "b")));
        machine.verdict(deliver(response(TypeUrls.ENDPOINT, "1", "n1", "a", "b")), Map.of());

        Ticket ticket = deliver(response(TypeUrls.ENDPOINT, "2", "n2", "b"));

        assertThat(ticket.removed()).isEmpty();
        machine.verdict(ticket, Map.of());
        assertThat(machine.held(TypeUrls.ENDPOINT)).containsOnlyKeys("a", "b");
    }

    @Test
    void aChangeOfInterestWaitsForTheVerdictAndTravelsWithIt() {
        machine.opened(1);
        machine.want(TypeUrls.ENDPOINT, Interest.in(List.of("a")));
        Ticket ticket = deliver(response(TypeUrls.ENDPOINT, "1", "n1", "a"));

        assertThat(machine.want(TypeUrls.ENDPOINT, Interest.in(List.of("a", "b"))))
                .isEmpty();
        assertThat(machine.verdict(ticket, Map.of())).containsExactly(send(TypeUrls.ENDPOINT, "1", "n1", "a", "b"));
    }

    @Test
    void aLaterChangeOfInterestCarriesTheNewestNonce() {
        machine.opened(1);
        machine.want(TypeUrls.ENDPOINT, Interest.in(List.of("a")));
        machine.verdict(deliver(response(TypeUrls.ENDPOINT, "1", "n1", "a")), Map.of());

        assertThat(machine.want(TypeUrls.ENDPOINT, Interest.in(List.of("b"))))
                .containsExactly(send(TypeUrls.ENDPOINT, "1", "n1", "b"));
        assertThat(machine.held(TypeUrls.ENDPOINT)).isEmpty();
    }

    @Test
    void theSameInterestIsNotRepeated() {
        machine.opened(1);
        machine.want(TypeUrls.ENDPOINT, Interest.in(List.of("a")));

        assertThat(machine.want(TypeUrls.ENDPOINT, Interest.in(List.of("a")))).isEmpty();
    }

    @Test
    void everythingAfterNamesIsAskedForByStar() {
        machine.opened(1);
        machine.want(TypeUrls.CLUSTER, Interest.in(List.of("a")));

        assertThat(machine.want(TypeUrls.CLUSTER, Interest.ALL)).containsExactly(send(TypeUrls.CLUSTER, "", "", "*"));
    }

    @Test
    void aNewStreamStartsWithTheAcceptedVersionAndNoNonce() {
        wantClusters();
        machine.verdict(deliver(response(TypeUrls.CLUSTER, "7", "n1", "a")), Map.of());
        machine.closed(1);

        assertThat(machine.opened(2)).containsExactly(send(TypeUrls.CLUSTER, "7", ""));
    }

    @Test
    void aVerdictForAnEarlierStreamIsRememberedAndNotSent() {
        wantClusters();
        Ticket ticket = deliver(response(TypeUrls.CLUSTER, "7", "n1", "a"));
        machine.closed(1);

        assertThat(machine.verdict(ticket, Map.of())).isEmpty();
        assertThat(machine.opened(2)).containsExactly(send(TypeUrls.CLUSTER, "7", ""));
    }

    @Test
    void lateResponsesOfAnEarlierStreamAndUnaskedTypesAreDiscarded() {
        wantClusters();
        machine.opened(2);

        assertThat(machine.received(1, response(TypeUrls.CLUSTER, "1", "n1", "a")))
                .containsExactly(new ClientEffect.Discard(TypeUrls.CLUSTER, "from a stream that is closed"));
        assertThat(machine.received(2, response(TypeUrls.ROUTE, "1", "n1", "a")))
                .containsExactly(new ClientEffect.Discard(TypeUrls.ROUTE, "nothing of this type was asked for"));
    }

    @Test
    void resourcesNobodyAskedForAreNotDelivered() {
        machine.opened(1);
        machine.want(TypeUrls.ENDPOINT, Interest.in(List.of("a")));

        Ticket ticket = deliver(response(TypeUrls.ENDPOINT, "1", "n1", "a", "z"));

        assertThat(ticket.resources()).extracting(XdsResource::name).containsExactly("a");
    }

    @Test
    void wrongTypeMissingNameAndDuplicatesAreRefusedByName() {
        wantClusters();
        XdsResponse mixed = new XdsResponse.Sotw(
                TypeUrls.CLUSTER,
                "1",
                "n1",
                List.of(
                        resource(TypeUrls.CLUSTER, "good", "1"),
                        resource(TypeUrls.ROUTE, "route", "1"),
                        resource(TypeUrls.CLUSTER, "twice", "1"),
                        resource(TypeUrls.CLUSTER, "twice", "2")));

        Ticket ticket = deliver(mixed);

        assertThat(ticket.resources()).extracting(XdsResource::name).containsExactly("good");
        assertThat(ticket.malformed()).containsOnlyKeys("route", "twice");
        ClientEffect.Send send =
                (ClientEffect.Send) machine.verdict(ticket, Map.of()).getFirst();
        assertThat(send.request().error().orElseThrow())
                .contains("route: type_url:")
                .contains("twice: name: given twice");
    }

    @Test
    void anAnswerMayBeHeldBackAfterTheResourcesAreTaken() {
        wantClusters();
        Ticket ticket = deliver(response(TypeUrls.CLUSTER, "7", "n1", "a"));

        machine.applied(ticket, Map.of());

        assertThat(machine.held(TypeUrls.CLUSTER)).containsOnlyKeys("a");
        assertThat(machine.answer(ticket)).containsExactly(send(TypeUrls.CLUSTER, "7", "n1"));
    }

    @Test
    void verdictsOutOfOrderAreAnError() {
        wantClusters();
        deliver(response(TypeUrls.CLUSTER, "1", "n1", "a"));
        Ticket second = deliver(response(TypeUrls.CLUSTER, "2", "n2", "a"));

        assertThatThrownBy(() -> machine.verdict(second, Map.of())).isInstanceOf(IllegalStateException.class);
    }

    private void wantClusters() {
        machine.want(TypeUrls.CLUSTER, Interest.ALL);
        machine.opened(1);
    }

    private Ticket deliver(XdsResponse response) {
        return ((ClientEffect.Deliver) machine.received(1, response).getFirst()).ticket();
    }

    private static XdsResponse response(String type, String version, String nonce, String... names) {
        return new XdsResponse.Sotw(
                type,
                version,
                nonce,
                List.of(names).stream()
                        .map(name -> resource(type, name, version))
                        .toList());
    }

    private static ClientEffect send(String type, String version, String nonce, String... names) {
        return new ClientEffect.Send(new XdsRequest.Sotw(type, List.of(names), version, nonce, Optional.empty()));
    }
}
