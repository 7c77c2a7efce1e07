// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsRequest;
import io.mainstay.xds.XdsResponse;
import io.mainstay.xds.server.ServerEffect;
import io.mainstay.xds.server.ServerMachine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The two machines against each other over streams that break at any moment, while the mesh changes. A failure names its seed; set
 * {@code -Dxds.seed=N} to run that one alone.
 */
class SimulationTest {
    private static final int SEEDS = 25;
    private static final int STEPS = 400;

    /**
     * @param delta    incremental
     * @param warming  the proxy answers for clusters when all have endpoints, as Envoy does
     * @param refusing the proxy refuses resources at random
     */
    record Mode(boolean delta, boolean warming, boolean refusing) {}

    static Stream<Mode> modes() {
        return Stream.of(false, true)
                .flatMap(delta -> Stream.of(
                        new Mode(delta, false, false), new Mode(delta, true, false), new Mode(delta, false, true)));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void convergesAndNeverBreaksBeforeItMakes(Mode mode) {
        Integer one = Integer.getInteger("xds.seed");
        for (int seed = one == null ? 0 : one; seed < (one == null ? SEEDS : one + 1); seed++) {
            try {
                new Run(mode, seed).go();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("mode " + mode + ", seed " + seed + " (-Dxds.seed=" + seed + ")", e);
            }
        }
    }

    private static final class Run {
        private final Mode mode;
        private final Random random;
        private final World world;
        private final SimulatedProxy proxy;
        private final Deque<XdsResponse> toProxy = new ArrayDeque<>();
        private ServerMachine server;
        private long stream = 1;

        /** Type → nonces the proxy has seen on this stream and, in delta, not answered. */
        private final Map<String, Deque<String>> seen = new HashMap<>();

        /** A server that has just met a proxy cannot know what its routes use. */
        private boolean familiar;

        private final Map<String, Integer> unanswered = new HashMap<>();

        Run(Mode mode, int seed) {
            this.mode = mode;
            random = new Random(seed);
            world = new World(random);
            proxy = new SimulatedProxy(mode, world, random);
            server = new ServerMachine(mode.delta());
            open();
        }

        void go() {
            for (int step = 0; step < STEPS; step++) {
                int draw = random.nextInt(100);
                if (draw < 45) {
                    fromProxy();
                } else if (draw < 90) {
                    fromServer();
                } else if (draw < 98) {
                    world.change();
                    obey(server.snapshot(world.snapshot()));
                } else {
                    breakStream();
                }
                checkReferences();
            }
            settle();
            if (mode.refusing()) {
                proxy.stopRefusing();
                world.touchAll();
                obey(server.snapshot(world.snapshot()));
                settle();
            }
            checkConverged();
        }

        private void settle() {
            while (!quiet()) {
                fromProxy();
                fromServer();
                checkReferences();
            }
        }

        private boolean quiet() {
            return proxy.outbox().isEmpty() && toProxy.isEmpty();
        }

        private void open() {
            server.snapshot(world.snapshot());
            proxy.opened(stream);
        }

        private void breakStream() {
            XdsResponse late = toProxy.peek();
            toProxy.clear();
            seen.clear();
            unanswered.clear();
            if (random.nextBoolean()) {
                proxy.closed(stream);
            }
            familiar = false;
            stream++;
            server = new ServerMachine(mode.delta());
            open();
            if (late != null) {
                proxy.received(stream - 1, late); // arrives after the reconnect
            }
        }

        private void fromProxy() {
            XdsRequest request = proxy.outbox().poll();
            if (request == null) {
                return;
            }
            checkNonce(request);
            obey(server.request(request));
        }

        private void fromServer() {
            XdsResponse response = toProxy.poll();
            if (response == null) {
                return;
            }
            seen.computeIfAbsent(response.typeUrl(), _ -> new ArrayDeque<>()).add(response.nonce());
            proxy.received(stream, response);
        }

        private void obey(List<ServerEffect> effects) {
            for (ServerEffect effect : effects) {
                switch (effect) {
                    case ServerEffect.Send(XdsResponse response) -> {
                        assertThat(unanswered.merge(response.typeUrl(), 1, Integer::sum))
                                .as("responses without an answer: %s", response.typeUrl())
                                .isEqualTo(1);
                        toProxy.add(response);
                    }
                    case ServerEffect.Acked acked -> unanswered.merge(acked.typeUrl(), -1, Integer::sum);
                    case ServerEffect.Nacked nacked -> {
                        assertThat(mode.refusing()).isTrue();
                        assertThat(nacked.error()).contains("by chance");
                        unanswered.merge(nacked.typeUrl(), -1, Integer::sum);
                    }
                    case ServerEffect.Close close -> throw new AssertionError(close.reason());
                }
            }
        }

        /** Every nonce was seen on this very stream; in delta each is used once. */
        private void checkNonce(XdsRequest request) {
            if (request.nonce().isEmpty()) {
                return;
            }
            Deque<String> nonces = seen.getOrDefault(request.typeUrl(), new ArrayDeque<>());
            if (mode.delta()) {
                assertThat(nonces.remove(request.nonce())).as("answered once").isTrue();
            } else {
                assertThat(nonces).contains(request.nonce());
            }
        }

        /** What routes in use name is there, and warm where the proxy tells the server so. */
        private void checkReferences() {
            familiar |= quiet();
            if (mode.refusing() || !familiar) {
                return;
            }
            Set<String> used = new HashSet<>();
            proxy.held(TypeUrls.LISTENER).values().forEach(version -> used.add(world.reference(version)));
            proxy.held(TypeUrls.ROUTE).forEach((name, version) -> {
                if (used.contains(name)) {
                    String cluster = world.reference(version);
                    assertThat(proxy.held(TypeUrls.CLUSTER)).containsKey(cluster);
                    if (mode.warming()) {
                        assertThat(proxy.held(TypeUrls.ENDPOINT)).containsKey(cluster);
                    }
                }
            });
        }

        private void checkConverged() {
            for (String type : List.of(TypeUrls.CLUSTER, TypeUrls.ENDPOINT, TypeUrls.LISTENER, TypeUrls.ROUTE)) {
                Map<String, String> expected = new HashMap<>(world.versions(type));
                Map<String, String> actual = new HashMap<>(proxy.held(type));
                if (type.equals(TypeUrls.ROUTE)) {
                    Set<String> used = new HashSet<>();
                    world.versions(TypeUrls.LISTENER).values().forEach(v -> used.add(world.reference(v)));
                    expected.keySet().retainAll(used);
                }
                assertThat(actual).as(type).isEqualTo(expected);
            }
            assertThat(server.progress())
                    .allSatisfy(type ->
                            assertThat(type.awaited()).as(type.typeUrl()).isFalse());
        }
    }
}
