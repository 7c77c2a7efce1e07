// Copyright 2026 The Mainstay Authors
// SPDX-License-Identifier: Apache-2.0

package io.mainstay.xds.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.mainstay.xds.TestResources;
import io.mainstay.xds.TypeUrls;
import io.mainstay.xds.XdsRequest;
import io.mainstay.xds.XdsResource;
import io.mainstay.xds.XdsResponse;
import io.mainstay.xds.client.ClientEffect;
import io.mainstay.xds.client.ClientMachine;
import io.mainstay.xds.client.Interest;
import io.mainstay.xds.client.Ticket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What a proxy does around its client machine: follow references, refuse at random, hold back the answer for cold clusters. */
final class SimulatedProxy {
    private final ClientMachine machine;
    private final World world;
    private final Random random;
    private final SimulationTest.Mode mode;
    private final Map<String, Map<String, String>> held = new HashMap<>();
    private final Deque<Ticket> cold = new ArrayDeque<>();
    private final Deque<XdsRequest> outbox = new ArrayDeque<>();

    private boolean refusing;

    SimulatedProxy(SimulationTest.Mode mode, World world, Random random) {
        this.machine = new ClientMachine(mode.delta());
        this.mode = mode;
        this.refusing = mode.refusing();
        this.world = world;
        this.random = random;
        obey(machine.want(TypeUrls.CLUSTER, Interest.ALL));
        obey(machine.want(TypeUrls.LISTENER, Interest.ALL));
    }

    Map<String, String> held(String type) {
        return held.computeIfAbsent(type, _ -> new LinkedHashMap<>());
    }

    Deque<XdsRequest> outbox() {
        return outbox;
    }

    void stopRefusing() {
        refusing = false;
    }

    void opened(long stream) {
        outbox.clear();
        obey(machine.opened(stream));
    }

    void closed(long stream) {
        machine.closed(stream);
        outbox.clear();
    }

    void received(long stream, XdsResponse response) {
        obey(machine.received(stream, response));
        releaseWarm();
    }

    private void obey(List<ClientEffect> effects) {
        for (ClientEffect effect : effects) {
            switch (effect) {
                case ClientEffect.Send(XdsRequest request) -> outbox.add(request);
                case ClientEffect.Deliver(Ticket ticket) -> apply(ticket);
                case ClientEffect.Discard discard ->
                    assertThat(discard.reason()).isEqualTo("from a stream that is closed");
            }
        }
    }

    private void apply(Ticket ticket) {
        assertThat(ticket.malformed()).isEmpty();
        String type = ticket.typeUrl();
        Map<String, String> bad = new LinkedHashMap<>();
        for (XdsResource resource : ticket.resources()) {
            String version = TestResources.versionIn(resource);
            if (refusing && random.nextInt(8) == 0) {
                bad.put(resource.name(), "by chance");
                continue;
            }
            String before = held(type).put(resource.name(), version);
            assertThat(Integer.parseInt(version))
                    .as("%s %s never goes back", type, resource.name())
                    .isGreaterThanOrEqualTo(before == null ? 0 : Integer.parseInt(before));
        }
        ticket.removed().forEach(held(type)::remove);
        follow();
        machine.applied(ticket, bad);
        cold.add(ticket);
        if (!type.equals(TypeUrls.CLUSTER) || !mode.warming()) {
            answer(type);
        }
    }

    private void answer(String type) {
        cold.stream().filter(ticket -> ticket.typeUrl().equals(type)).toList().forEach(ticket -> {
            cold.remove(ticket);
            obey(machine.answer(ticket));
        });
    }

    private void follow() {
        want(TypeUrls.ENDPOINT, List.copyOf(held(TypeUrls.CLUSTER).keySet()));
        List<String> routes = new ArrayList<>();
        held(TypeUrls.LISTENER).values().forEach(version -> routes.add(world.reference(version)));
        want(TypeUrls.ROUTE, routes);
    }

    private void want(String type, List<String> names) {
        held(type).keySet().retainAll(names);
        obey(machine.want(type, Interest.in(names)));
    }

    private void releaseWarm() {
        if (held(TypeUrls.ENDPOINT).keySet().containsAll(held(TypeUrls.CLUSTER).keySet())) {
            answer(TypeUrls.CLUSTER);
        }
    }
}
