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

import io.mainstay.xds.TestResources;
import io.mainstay.xds.XdsRequest;
import io.mainstay.xds.XdsResponse;
import io.mainstay.xds.XdsSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** State-of-the-world rules of the server, one by one. */
class SotwServerTest {
    private final ServerMachine machine = new ServerMachine(false);

    @Test
    void anUnknownTypeEndsTheStreamWithItsName() {
        assertThat(ask("type.googleapis.com/envoy.api.v2.Cluster", ""))
                .singleElement()
                .isInstanceOfSatisfying(
                        ServerEffect.Close.class,
                        close -> assertThat(close.reason()).contains("envoy.api.v2.Cluster"));
    }

    @Test
    void aRequestBeforeTheFirstSnapshotIsAnsweredWhenItComes() {
        assertThat(ask(CLUSTER, "")).isEmpty();

        assertThat(sent(machine.snapshot(snapshot("1", resource(CLUSTER, "a", "1")))))
                .containsExactly("Cluster[a@1]");
    }

    @Test
    void anEmptyFullSetIsAnswered() {
        machine.snapshot(XdsSnapshot.EMPTY);

        assertThat(sent(ask(CLUSTER, ""))).containsExactly("Cluster[]");
    }

    @Test
    void nothingIsSentTwiceAndNothingWhileAnAnswerIsAwaited() {
        machine.snapshot(snapshot("1", resource(CLUSTER, "a", "1")));
        ask(CLUSTER, "");

        assertThat(machine.snapshot(snapshot("2", resource(CLUSTER, "a", "2")))).isEmpty();
        assertThat(machine.snapshot(snapshot("3", resource(CLUSTER, "a", "3")))).isEmpty();
        assertThat(sent(ask(CLUSTER, "1"))).as("the newest alone").containsExactly("Cluster[a@3]");
        assertThat(sent(ask(CLUSTER, "2"))).isEmpty();
        assertThat(machine.snapshot(snapshot("3", resource(CLUSTER, "a", "3")))).isEmpty();
    }

    @Test
    void staleNoncesAreIgnored() {
        machine.snapshot(snapshot("1", resource(ENDPOINT, "a", "1"), resource(ENDPOINT, "b", "1")));
        ask(ENDPOINT, "", "a");
        ask(ENDPOINT, "1", "a");
        machine.snapshot(snapshot("2", resource(ENDPOINT, "a", "2"), resource(ENDPOINT, "b", "1")));

        assertThat(ask(ENDPOINT, "1", "a", "b")).as("crossed with response 2").isEmpty();
        assertThat(machine.progress().getFirst().awaited()).isTrue();
        assertThat(sent(ask(ENDPOINT, "2", "a", "b"))).containsExactly("ClusterLoadAssignment[b@1]");
    }

    @Test
    void aFullSetIsSentWholeAndASubsetChangedOnly() {
        machine.snapshot(snapshot(
                "1",
                resource(CLUSTER, "a", "1"),
                resource(CLUSTER, "b", "1"),
                resource(ENDPOINT, "a", "1"),
                resource(ENDPOINT, "b", "1")));
        ask(CLUSTER, "");
        ask(ENDPOINT, "", "a", "b");
        ask(CLUSTER, "1");
        ask(ENDPOINT, "2", "a", "b");

        assertThat(sent(machine.snapshot(snapshot(
                        "2",
                        resource(CLUSTER, "a", "2"),
                        resource(CLUSTER, "b", "1"),
                        resource(ENDPOINT, "a", "1"),
                        resource(ENDPOINT, "b", "2")))))
                .as("a changed cluster warms anew, so its endpoints come with it")
                .containsExactly("Cluster[a@2 b@1]", "ClusterLoadAssignment[a@1 b@2]");
    }

    @Test
    void clustersThatGoOutliveTheRoutesThatUsedThem() {
        machine.snapshot(
                snapshot("1", resource(CLUSTER, "old", "1"), resource(LISTENER, "l", "1"), resource(ROUTE, "r", "1")));
        ask(CLUSTER, "");
        ask(LISTENER, "");
        ask(CLUSTER, "1");
        ask(LISTENER, "2");
        ask(ROUTE, "", "r");
        ask(ROUTE, "3", "r");

        assertThat(sent(machine.snapshot(snapshot(
                        "2", resource(CLUSTER, "new", "2"), resource(LISTENER, "l", "1"), resource(ROUTE, "r", "2")))))
                .containsExactly("Cluster[old@1 new@2]");
        assertThat(sent(ask(CLUSTER, "4"))).containsExactly("RouteConfiguration[r@2]");
        assertThat(sent(ask(ROUTE, "5", "r"))).containsExactly("Cluster[new@2]");
    }

    @Test
    void clustersStayWhenTheNewRoutesWereRefused() {
        machine.snapshot(snapshot("1", resource(CLUSTER, "old", "1"), resource(ROUTE, "r", "1")));
        ask(CLUSTER, "");
        ask(CLUSTER, "1");
        ask(ROUTE, "", "r");
        ask(ROUTE, "2", "r");
        machine.snapshot(snapshot("2", resource(CLUSTER, "new", "2"), resource(ROUTE, "r", "2")));
        ask(CLUSTER, "3");

        assertThat(refuse(ROUTE, "4", "r: bad"))
                .containsExactly(
                        new ServerEffect.Nacked(ROUTE, machine.progress().get(1).sentVersion(), "r: bad"));
        assertThat(sent(machine.snapshot(snapshot("3", resource(CLUSTER, "new", "2"), resource(ROUTE, "r", "3")))))
                .containsExactly("RouteConfiguration[r@3]");
        assertThat(sent(ask(ROUTE, "5", "r"))).containsExactly("Cluster[new@2]");
    }

    @Test
    void listenersWaitUntilClustersAreAnswered() {
        machine.snapshot(snapshot("1", resource(CLUSTER, "a", "1"), resource(LISTENER, "l", "1")));
        ask(CLUSTER, "");

        assertThat(ask(LISTENER, "")).isEmpty();
        assertThat(sent(ask(CLUSTER, "1"))).containsExactly("Listener[l@1]");
    }

    @Test
    void endpointsDoNotWaitForClustersBecauseTheAnswerForThoseMayWaitForThem() {
        machine.snapshot(snapshot("1", resource(CLUSTER, "a", "1"), resource(ENDPOINT, "a", "1")));
        ask(CLUSTER, "");

        assertThat(sent(ask(ENDPOINT, "", "a"))).containsExactly("ClusterLoadAssignment[a@1]");
    }

    @Test
    void aRefusalIsNotFollowedByTheSameAgain() {
        machine.snapshot(snapshot("1", resource(CLUSTER, "a", "1")));
        ask(CLUSTER, "");

        assertThat(refuse(CLUSTER, "1", "a: bad")).hasSize(1);
        assertThat(machine.snapshot(snapshot("2", resource(CLUSTER, "a", "1")))).isEmpty();
    }

    @Test
    void aNameGivenUpAndTakenAgainIsSentAgain() {
        machine.snapshot(snapshot("1", resource(ENDPOINT, "a", "1"), resource(ENDPOINT, "b", "1")));
        ask(ENDPOINT, "", "a", "b");
        ask(ENDPOINT, "1", "a", "b");

        assertThat(ask(ENDPOINT, "1", "a")).isEmpty();
        assertThat(sent(ask(ENDPOINT, "1", "a", "b"))).containsExactly("ClusterLoadAssignment[b@1]");
    }

    @Test
    void aFirstRequestWithANonceOfAnEarlierStreamIsAFirstRequest() {
        machine.snapshot(snapshot("1", resource(CLUSTER, "a", "1")));

        assertThat(sent(ask(CLUSTER, "99"))).containsExactly("Cluster[a@1]");
    }

    @Test
    void theVersionIsThatOfTheContentAndSurvivesTheServer() {
        machine.snapshot(snapshot("1", resource(CLUSTER, "a", "1")));
        ask(CLUSTER, "");
        ServerMachine another = new ServerMachine(false);
        another.snapshot(snapshot("other", resource(CLUSTER, "a", "1")));
        another.request(request(CLUSTER, ""));

        assertThat(another.progress().getFirst().sentVersion())
                .isEqualTo(machine.progress().getFirst().sentVersion());
    }

    private List<ServerEffect> ask(String type, String nonce, String... names) {
        return machine.request(request(type, nonce, names));
    }

    private List<ServerEffect> refuse(String type, String nonce, String error) {
        return machine.request(new XdsRequest.Sotw(
                type, type.equals(ROUTE) ? List.of("r") : List.of(), "", nonce, Optional.of(error)));
    }

    private static XdsRequest request(String type, String nonce, String... names) {
        return new XdsRequest.Sotw(type, List.of(names), "", nonce, Optional.empty());
    }

    private static List<String> sent(List<ServerEffect> effects) {
        List<String> sent = new ArrayList<>();
        for (ServerEffect effect : effects) {
            if (effect instanceof ServerEffect.Send(XdsResponse response)) {
                sent.add(response.typeUrl().replaceAll(".*[.]", "")
                        + response.resources().stream()
                                .map(resource -> resource.name() + "@" + TestResources.versionIn(resource))
                                .toList()
                                .toString()
                                .replace(",", ""));
            }
        }
        return sent;
    }
}
