// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.engine.cluster.CircuitBreakers;
import io.mainstay.engine.cluster.CircuitBreakers.Thresholds;
import io.mainstay.engine.cluster.ClusterConfig;
import io.mainstay.engine.cluster.OutlierDetection;
import io.mainstay.engine.cluster.UpstreamHttpOptions;
import io.mainstay.engine.core.RoutingPriority;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClusterDirectoryTest {
    private final FakeScheduler scheduler = new FakeScheduler();
    private final FakeDns dns = new FakeDns();
    private final ClusterDirectory directory = new ClusterDirectory(scheduler, dns, new Random(1), HoldHook.REFUSE);

    private Cluster cluster() {
        return directory.find("c").orElseThrow();
    }

    private Endpoint endpoint(int index) {
        return cluster().hosts().endpoints().get(index);
    }

    private List<String> healthy() {
        return cluster().hosts().priorities().getFirst().hosts().healthy().stream()
                .map(Endpoint::toString)
                .toList();
    }

    private List<String> addresses() {
        return cluster().hosts().endpoints().stream().map(Endpoint::toString).toList();
    }

    private void put(ClusterConfig config) {
        directory.apply(ClusterChange.put(List.of(config)));
    }

    @Test
    void aStaticClusterHasItsEndpointsAtOnce() {
        put(Configs.cluster("c", Configs.fixed("10.0.0.1:80", "10.0.0.2:80")));

        assertThat(addresses()).containsExactly("10.0.0.1:80", "10.0.0.2:80");
        assertThat(cluster().initialized()).isTrue();
    }

    @Test
    void anAssignmentChangesEndpointsBeneathTheSameClusterAndKeepsStateOfThoseThatStay() {
        // Given
        put(Configs.cluster("c", Configs.eds("svc")));
        assertThat(cluster().initialized()).isFalse();
        directory.apply(ClusterChange.assign(Map.of("svc", Configs.assignment("10.0.0.1:80", "10.0.0.2:80"))));
        Cluster before = cluster();
        Endpoint stays = endpoint(1);
        Endpoint goes = endpoint(0);
        stays.stats().requestStarted();

        // When
        directory.apply(ClusterChange.assign(Map.of("svc", Configs.assignment("10.0.0.2:80", "10.0.0.3:80"))));

        // Then
        assertThat(cluster()).isSameAs(before);
        assertThat(addresses()).containsExactly("10.0.0.2:80", "10.0.0.3:80");
        assertThat(endpoint(0)).isSameAs(stays);
        assertThat(stays.stats().get(EndpointStats.Counter.RQ_ACTIVE)).isOne();
        assertThat(stays.removed()).isFalse();
        assertThat(goes.removed()).isTrue();
    }

    @Test
    void anAssignmentThatComesFirstWaitsForItsCluster() {
        directory.apply(ClusterChange.assign(Map.of("svc", Configs.assignment("10.0.0.1:80"))));

        put(Configs.cluster("c", Configs.eds("svc")));

        assertThat(addresses()).containsExactly("10.0.0.1:80");
    }

    @Test
    void newLimitsKeepEndpointsAndCounts() {
        // Given
        ClusterConfig config = Configs.cluster("c", Configs.fixed("10.0.0.1:80"));
        put(config);
        Endpoint endpoint = endpoint(0);
        CircuitBreaker breaker = cluster().breaker(RoutingPriority.DEFAULT);
        breaker.tryAcquire(CircuitBreaker.Resource.REQUESTS);

        // When
        Thresholds one = new Thresholds(1, 1, 1, 1, Optional.empty(), false);
        put(Configs.with(config, new CircuitBreakers(one, Thresholds.DEFAULT, Integer.MAX_VALUE)));

        // Then
        assertThat(endpoint(0)).isSameAs(endpoint);
        assertThat(endpoint.removed()).isFalse();
        assertThat(cluster().breaker(RoutingPriority.DEFAULT)).isSameAs(breaker);
        assertThat(breaker.tryAcquire(CircuitBreaker.Resource.REQUESTS)).isFalse();
    }

    @Test
    void anotherProtocolMakesEndpointsAnewSoThatPoolsDo() {
        ClusterConfig config = Configs.cluster("c", Configs.fixed("10.0.0.1:80"));
        put(config);
        Endpoint before = endpoint(0);

        UpstreamHttpOptions d = UpstreamHttpOptions.DEFAULT;
        put(Configs.with(
                config,
                new UpstreamHttpOptions(
                        UpstreamHttpOptions.Protocol.HTTP2,
                        d.http1(),
                        d.http2(),
                        d.idleTimeout(),
                        d.maxConnectionDuration(),
                        d.maxStreamDuration(),
                        d.limits(),
                        false,
                        false)));

        assertThat(endpoint(0)).isNotSameAs(before);
        assertThat(before.removed()).isTrue();
    }

    @Test
    void aRemovedClusterIsGoneAndItsEndpointsToldSo() {
        put(Configs.cluster("c", Configs.fixed("10.0.0.1:80")));
        Endpoint endpoint = endpoint(0);

        directory.apply(new ClusterChange(List.of(), Set.of("c"), Map.of(), Set.of()));

        assertThat(directory.find("c")).isEmpty();
        assertThat(endpoint.removed()).isTrue();
    }

    @Test
    void fiveErrorsInARowEjectAnEndpointAndThirtySecondsLaterItIsBack() {
        // Given
        ClusterConfig config = Configs.cluster("c", Configs.fixed("10.0.0.1:80", "10.0.0.2:80"));
        OutlierDetection d = OutlierDetection.DEFAULT;
        put(Configs.with(
                config,
                new OutlierDetection(
                        5,
                        100,
                        5,
                        0,
                        false,
                        5,
                        100,
                        d.interval(),
                        d.baseEjectionTime(),
                        d.maxEjectionTime(),
                        d.maxEjectionTimeJitter(),
                        10,
                        true)));

        // When
        for (int i = 0; i < 5; i++) {
            endpoint(0).outlier().onResponse(500);
        }
        scheduler.run();

        // Then
        assertThat(healthy()).containsExactly("10.0.0.2:80");
        OutlierStats stats = cluster().outlierStats().orElseThrow();
        assertThat(stats.ejectionsActive()).isOne();
        assertThat(stats.ejectionsEnforced(OutlierKind.CONSECUTIVE_5XX)).isOne();

        scheduler.pass(Duration.ofSeconds(29));
        assertThat(healthy()).containsExactly("10.0.0.2:80");
        scheduler.pass(Duration.ofSeconds(2));
        assertThat(healthy()).containsExactly("10.0.0.1:80", "10.0.0.2:80");
        assertThat(stats.ejectionsActive()).isZero();
    }

    private List<String> choices(List<Endpoint> tried, int count) {
        Random draws = new Random(7);
        return Stream.generate(() -> cluster().choose(draws::nextLong, tried).orElseThrow())
                .limit(count)
                .map(Endpoint::toString)
                .toList();
    }

    @Test
    void choicesTakeTurnsAndAvoidWhatWasTried() {
        put(Configs.cluster("c", Configs.fixed("10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80")));

        assertThat(choices(List.of(), 3)).doesNotHaveDuplicates();
        assertThat(choices(List.of(endpoint(0), endpoint(2)), 20)).containsOnly("10.0.0.2:80");
        assertThat(choices(cluster().hosts().endpoints(), 20)).hasSize(20);
    }

    @Test
    void aClusterWithoutEndpointsHasNoneToChoose() {
        put(Configs.cluster("c", Configs.fixed()));

        assertThat(cluster().choose(() -> 0)).isEmpty();
        assertThat(cluster().stats().get(ClusterStats.Counter.UPSTREAM_CX_NONE_HEALTHY))
                .isOne();
    }

    @Test
    void withoutOutlierDetectionErrorsEjectNobody() {
        put(Configs.cluster("c", Configs.fixed("10.0.0.1:80", "10.0.0.2:80")));

        for (int i = 0; i < 50; i++) {
            endpoint(0).outlier().onResponse(500);
        }
        scheduler.run();

        assertThat(healthy()).hasSize(2);
    }

    @Test
    void namesAreResolvedAndAFailingNameServerTakesNothingAway() {
        // Given
        put(Configs.cluster("c", Configs.dns(false, "svc.test:80")));
        assertThat(cluster().initialized()).isFalse();
        dns.answer("svc.test", 60, "10.0.0.1", "10.0.0.2");
        scheduler.run();
        assertThat(addresses()).containsExactly("10.0.0.1:80", "10.0.0.2:80");
        assertThat(endpoint(0).hostname()).isEqualTo("svc.test");

        // When
        scheduler.pass(Duration.ofSeconds(8));
        dns.fail("svc.test");
        scheduler.run();

        // Then
        assertThat(addresses()).containsExactly("10.0.0.1:80", "10.0.0.2:80");
        assertThat(cluster().stats().get(ClusterStats.Counter.UPDATE_FAILURE)).isOne();

        // When
        scheduler.pass(Duration.ofSeconds(1));
        dns.answer("svc.test", 60, "10.0.0.2", "10.0.0.9");
        scheduler.run();

        // Then
        assertThat(addresses()).containsExactly("10.0.0.2:80", "10.0.0.9:80");
    }

    @Test
    void aNewConfigurationOfADnsClusterStartsFromWhatWasKnown() {
        ClusterConfig config = Configs.cluster("c", Configs.dns(false, "svc.test:80"));
        put(config);
        dns.answer("svc.test", 60, "10.0.0.1");
        scheduler.run();

        put(Configs.with(config, OutlierDetection.DEFAULT));

        assertThat(addresses()).containsExactly("10.0.0.1:80");
    }
}
